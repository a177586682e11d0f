// Asks an OCSP responder with Go's golang.org/x/crypto/ocsp, which software of the cloud asks with.
//
//	judge URL ISSUER.pem CERTIFICATE.pem SHA-1|SHA-256|SHA-384|SHA-512 post|get|getraw|geturl
//
// Prints the status and, of a revoked certificate, the reason's number.
package main

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"

	_ "crypto/sha1"
	_ "crypto/sha256"
	_ "crypto/sha512"

	"golang.org/x/crypto/ocsp"
)

var hashes = map[string]crypto.Hash{
	"SHA-1": crypto.SHA1, "SHA-256": crypto.SHA256, "SHA-384": crypto.SHA384, "SHA-512": crypto.SHA512,
}

func certificate(path string) (*x509.Certificate, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s is no PEM", path)
	}
	return x509.ParseCertificate(block.Bytes)
}

// send asks in one of the ways that Go's clients are written in: its base64 escaped, raw, or of the URL alphabet
// without padding.
func send(address string, request []byte, way string) (*http.Response, error) {
	switch way {
	case "post":
		return http.Post(address, "application/ocsp-request", bytes.NewReader(request))
	case "get":
		return http.Get(address + "/" + url.QueryEscape(base64.StdEncoding.EncodeToString(request)))
	case "getraw":
		return http.Get(address + "//" + base64.StdEncoding.EncodeToString(request))
	case "geturl":
		return http.Get(address + "/" + base64.RawURLEncoding.EncodeToString(request))
	}
	return nil, fmt.Errorf("%q is no way to ask", way)
}

func judge(address, issuerPath, path, hash, way string) (string, error) {
	issuer, err := certificate(issuerPath)
	if err != nil {
		return "", err
	}
	subject, err := certificate(path)
	if err != nil {
		return "", err
	}
	request, err := ocsp.CreateRequest(subject, issuer, &ocsp.RequestOptions{Hash: hashes[hash]})
	if err != nil {
		return "", err
	}
	reply, err := send(address, request, way)
	if err != nil {
		return "", err
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(reply.Body)
	if err != nil {
		return "", err
	}
	// Verifies the delegated signer under the issuer, and the signature under the signer.
	answer, err := ocsp.ParseResponseForCert(body, subject, issuer)
	if err != nil {
		return "", err
	}
	switch answer.Status {
	case ocsp.Good:
		return "good", nil
	case ocsp.Revoked:
		return fmt.Sprintf("revoked: %d", answer.RevocationReason), nil
	}
	return "unknown", nil
}

func main() {
	if len(os.Args) != 6 {
		fmt.Fprintln(os.Stderr, "judge URL ISSUER CERTIFICATE HASH post|get|getraw|geturl")
		os.Exit(2)
	}
	status, err := judge(os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5])
	if err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
	fmt.Println(status)
}
