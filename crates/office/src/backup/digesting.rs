//! A digest and a count taken on the way through.

use std::io::{self, Write};

use sm3::{Digest as _, Sm3};

/// Passes bytes on and digests them.
pub(super) struct Digesting<W> {
    inner: W,
    hasher: Sm3,
    bytes: u64,
}

impl<W: Write> Digesting<W> {
    pub(super) fn new(inner: W) -> Digesting<W> {
        Digesting { inner, hasher: Sm3::new(), bytes: 0 }
    }

    /// SM3 in hexadecimal, and the number of bytes.
    pub(super) fn finish(self) -> (String, u64) {
        (hex::encode(self.hasher.finalize()), self.bytes)
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(buffer)?;
        self.hasher.update(&buffer[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
