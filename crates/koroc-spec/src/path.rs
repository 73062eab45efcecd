//! Paths with parameters.

use std::fmt;

/// A path as segments: `/api/v1/funds/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Path {
    /// The parts between slashes.
    pub segments: Vec<Segment>,
    /// Whether it ends in a slash.
    pub trailing_slash: bool,
}

/// A part of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Exactly this text.
    Literal(String),
    /// Any text without a slash, bound to a name. Under a format suffix it holds no dot either (DRF's `[^/.]+`).
    Param(String),
}

impl Path {
    /// Reads `/albums/{album_id}/like`. A parameter is a whole segment.
    pub fn parse(text: &str) -> Self {
        let segments = text.split('/').filter(|part| !part.is_empty()).map(|part| match part.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
            Some(name) => Segment::Param(name.to_owned()),
            None => Segment::Literal(part.to_owned()),
        });
        Path { segments: segments.collect(), trailing_slash: text.ends_with('/') }
    }

    /// This path with another behind it; the other decides about the trailing slash.
    pub fn join(&self, text: &str) -> Self {
        let tail = Path::parse(text);
        Path { segments: self.segments.iter().chain(&tail.segments).cloned().collect(), trailing_slash: tail.trailing_slash }
    }

    /// The names of its parameters, in order.
    pub fn params(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Param(name) => Some(name.as_str()),
            Segment::Literal(_) => None,
        })
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.segments {
            match segment {
                Segment::Literal(text) => write!(f, "/{text}")?,
                Segment::Param(name) => write!(f, "/{{{name}}}")?,
            }
        }
        if self.trailing_slash || self.segments.is_empty() { f.write_str("/") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_back_as_it_was_written() {
        for text in ["/", "/api/v1/", "/api/v1/funds/{id}", "/a/{b}/c/"] {
            assert_eq!(Path::parse(text).to_string(), text);
        }
        assert_eq!(Path::parse("/api/v1").join("funds/{id}").to_string(), "/api/v1/funds/{id}");
    }
}
