//! A TLS handshake whose octets are counted.
//!
//! rustls keeps up to 64 KiB of one handshake message until it is whole, and a client may send several; with a client
//! certificate it also keeps what was said so far. What an honest client sends is a tenth of that.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// The most that a client may send before the handshake is done: a greeting with a hybrid key share has 2 KiB, a chain of
/// four certificates with large RSA keys 8 KiB.
const MAX_HANDSHAKE_OCTETS: usize = 32 * 1024;

/// Shakes hands.
///
/// # Errors
/// What rustls says of it, or that the client has sent too much.
pub(crate) async fn accept(config: Arc<ServerConfig>, socket: TcpStream) -> io::Result<TlsStream<Metered>> {
    let metered = Metered { socket, left: Some(MAX_HANDSHAKE_OCTETS) };
    let mut stream = TlsAcceptor::from(config).accept(metered).await?;
    stream.get_mut().0.left = None;
    Ok(stream)
}

/// A connection whose client may send so much, until it has shaken hands.
pub(crate) struct Metered {
    socket: TcpStream,
    left: Option<usize>,
}

impl AsyncRead for Metered {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.socket).poll_read(context, buffer);
        let count = buffer.filled().len() - before;
        match self.left.map(|left| left.checked_sub(count)) {
            None => {}
            Some(Some(left)) => self.left = Some(left),
            Some(None) => {
                let problem =
                    format!("the client sent more than {MAX_HANDSHAKE_OCTETS} octets before it was done");
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, problem)));
            }
        }
        read
    }
}

impl AsyncWrite for Metered {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(context, octets)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write_vectored(context, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}
