//! Takes a multipart body apart as it arrives, holding little more of it than came last.

use bytes::{Buf, Bytes, BytesMut};
use memchr::memmem::{Finder, find};

use super::head::Head;

/// The longest head of a part (Django's `MAX_TOTAL_HEADER_SIZE`).
pub(super) const MAX_HEAD: usize = 1024;

/// What a body is made of. What stands between separators without a head is left out.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A part begins.
    Head(Head),
    /// A piece of its content, perhaps empty.
    Content {
        /// The bytes.
        bytes: Bytes,
        /// Whether the part ends here.
        last: bool,
    },
}

/// A part has a head that is too long.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLong;

/// The body's bytes as they come, and what of them is not read yet.
pub(super) struct Splitter {
    separator: Finder<'static>,
    buffer: BytesMut,
    /// Whether the head of a part was read, but not its end.
    inside: bool,
    ended: bool,
}

impl Splitter {
    pub(super) fn new(boundary: &str) -> Self {
        let separator = Finder::new(format!("--{boundary}").as_bytes()).into_owned();
        Splitter { separator, buffer: BytesMut::new(), inside: false, ended: false }
    }

    /// Takes what came; after it every piece is to be asked for.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Nothing more comes. As in Django, a body that is cut off ends its last part.
    pub(super) fn end(&mut self) {
        self.ended = true;
    }

    /// The next piece; `None`: there is none before more bytes come.
    pub(super) fn next(&mut self) -> Result<Option<Piece>, TooLong> {
        if self.inside { Ok(self.content()) } else { self.head() }
    }

    fn head(&mut self) -> Result<Option<Piece>, TooLong> {
        loop {
            let separator = self.separator.find(&self.buffer);
            let end = separator.map(|at| without_line_end(&self.buffer[..at])).or(self.ended.then_some(self.buffer.len()));
            let part = &self.buffer[..end.unwrap_or(self.buffer.len())];
            // What looks like the end of a head may be the line end before a separator that is still to come.
            let unsure = if end.is_some() { 0 } else { self.separator.needle().len() + 2 };
            match find(&part[..part.len().min(MAX_HEAD)], b"\r\n\r\n") {
                Some(at) if part.len() >= at + 4 + unsure => {
                    let head = Head::parse(&part[..at]);
                    self.buffer.advance(at + 4);
                    self.inside = true;
                    return Ok(Some(Piece::Head(head)));
                }
                None if part.len() >= MAX_HEAD + unsure => return Err(TooLong),
                _ => match separator {
                    Some(at) => self.buffer.advance(at + self.separator.needle().len()),
                    None => return Ok(None),
                },
            }
        }
    }

    fn content(&mut self) -> Option<Piece> {
        if let Some(at) = self.separator.find(&self.buffer) {
            let bytes = self.buffer.split_to(without_line_end(&self.buffer[..at])).freeze();
            self.buffer.advance(at - bytes.len() + self.separator.needle().len());
            self.inside = false;
            return Some(Piece::Content { bytes, last: true });
        }
        if self.ended {
            self.inside = false;
            return Some(Piece::Content { bytes: self.buffer.split().freeze(), last: true });
        }
        // The rest may be the beginning of a separator and the line end before it.
        let sure = self.buffer.len().saturating_sub(self.separator.needle().len() + 1);
        (sure > 0).then(|| Piece::Content { bytes: self.buffer.split_to(sure).freeze(), last: false })
    }
}

/// The length without the line end.
fn without_line_end(bytes: &[u8]) -> usize {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes).len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A part's name and whole content.
    type Part = (Option<String>, Vec<u8>);

    fn parts(body: &[u8], cuts: &[usize]) -> Result<Vec<Part>, TooLong> {
        let mut splitter = Splitter::new("xyz");
        let mut out: Vec<Part> = Vec::new();
        let mut rest = body;
        for cut in cuts.iter().map(Some).chain([None]) {
            let (now, later) = rest.split_at(cut.map_or(rest.len(), |cut| *cut.min(&rest.len())));
            rest = later;
            splitter.push(now);
            if cut.is_none() {
                splitter.end();
            }
            while let Some(piece) = splitter.next()? {
                match piece {
                    Piece::Head(head) => out.push((head.name, Vec::new())),
                    Piece::Content { bytes, .. } => out.last_mut().unwrap().1.extend_from_slice(&bytes),
                }
            }
        }
        Ok(out)
    }

    #[test]
    fn a_body_is_taken_apart() {
        let part = "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";
        for (body, expected) in [
            (format!("{part}1\r\n--xyz--\r\n"), vec!["1"]),
            (format!("{part}\r\n--xyz--\r\n"), vec![""]),
            (format!("{part}--xyz--"), vec![]),
            (format!("{part}1\r\n\r\n{part}2\n--xyz--"), vec!["1\r\n", "2"]),
            (format!("{part}cut off\r\n--xy"), vec!["cut off\r\n--xy"]),
            (format!("before{part}1"), vec!["1"]),
            ("abc".to_owned(), vec![]),
            (String::new(), vec![]),
        ] {
            let contents: Vec<String> = parts(body.as_bytes(), &[]).unwrap().into_iter().map(|(_, content)| String::from_utf8(content).unwrap()).collect();
            assert_eq!(contents, expected, "{body}");
        }
    }

    #[test]
    fn a_head_has_a_bounded_size() {
        for length in [900, 1020, 1021, 2000] {
            let body = format!("--xyz\r\n{}\r\n\r\n\r\n--xyz--", "x".repeat(length));
            assert_eq!(parts(body.as_bytes(), &[]).is_err(), length > 1018, "{length}");
            let bytes: Vec<usize> = vec![1; body.len()];
            assert_eq!(parts(body.as_bytes(), &bytes).is_err(), length > 1018, "{length}");
        }
    }

    proptest! {
        /// Where a body is cut on its way makes no difference.
        #[test]
        fn pieces_do_not_depend_on_packets(
            words in prop::collection::vec(prop::sample::select(vec![
                "--xyz", "--xyz\r\n", "\r\n--xyz--\r\n", "Content-Disposition: form-data; name=a\r\n\r\n", "\r\n\r\n", "\r\n", "\n", "\r", "--xy", "-", "content",
            ]), 0..30),
            cuts in prop::collection::vec(0_usize..20, 0..60),
        ) {
            let body = words.concat();
            prop_assert_eq!(parts(body.as_bytes(), &cuts), parts(body.as_bytes(), &[]));
        }
    }
}
