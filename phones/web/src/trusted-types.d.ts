// The part of Trusted Types (W3C) that this app uses, as far as TypeScript does not know it.

interface TrustedTypePolicyFactory {
  createPolicy(name: string, rules: { createScriptURL: (text: string) => string }): { createScriptURL(text: string): unknown };
}

interface Window {
  readonly trustedTypes?: TrustedTypePolicyFactory;
}
