//! Paths with parameters.

use std::fmt;

/// A path as segments: `/api/v1/funds/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Path {
    /// The parts between slashes.
    pub segments: Vec<Segment>,
    /// Whether it ends in a slash.
    pub trailing_slash: bool,
    /// The patterns that parameters must match as a whole, by name; one without a pattern takes any text.
    pub patterns: Vec<(String, String)>,
}

/// A part of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Exactly this text.
    Literal(String),
    /// Any text without a slash that matches the path's pattern for it, bound to a name.
    Param(String),
    /// All that is left, slashes included, bound to a name; only as the last part.
    Rest(String),
}

impl Path {
    /// The pattern of the parameters of routers' paths: with it a format suffix can be told from them.
    pub const WITHOUT_DOT: &str = "[^/.]+";

    /// Reads `/albums/{album_id}/like`. A parameter is a whole segment, and may have a pattern: a regular expression, `{version:v\d+}`, `int`, `slug`,
    /// `uuid` or `str`, as in Django's paths. `{path+}` at the end is all that is left.
    pub fn parse(text: &str) -> Self {
        let (mut patterns, mut depth) = (Vec::new(), 0_usize);
        let parts = text.split(|c| {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            c == '/' && depth == 0
        });
        let segments = parts.filter(|part| !part.is_empty()).map(|part| match part.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
            Some(parameter) => {
                if let Some(name) = parameter.strip_suffix('+').filter(|name| !name.contains(':')) {
                    return Segment::Rest(name.to_owned());
                }
                let (name, pattern) = parameter.split_once(':').unwrap_or((parameter, "str"));
                patterns.extend(regular(pattern).map(|pattern| (name.to_owned(), pattern.to_owned())));
                Segment::Param(name.to_owned())
            }
            None => Segment::Literal(part.to_owned()),
        });
        Path { segments: segments.collect(), trailing_slash: text.ends_with('/'), patterns }
    }

    /// This path with another behind it; the other decides about the trailing slash.
    pub fn join(&self, text: &str) -> Self {
        let tail = Path::parse(text);
        Path {
            segments: self.segments.iter().chain(&tail.segments).cloned().collect(),
            trailing_slash: tail.trailing_slash,
            patterns: self.patterns.iter().chain(&tail.patterns).cloned().collect(),
        }
    }

    /// The names of its parameters, in order.
    pub fn params(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Param(name) | Segment::Rest(name) => Some(name.as_str()),
            Segment::Literal(_) => None,
        })
    }
}

/// The regular expression of a pattern; `None`: any text.
fn regular(pattern: &str) -> Option<&str> {
    match pattern {
        "str" => None,
        "int" => Some("[0-9]+"),
        "slug" => Some("[-a-zA-Z0-9_]+"),
        "uuid" => Some("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        own => Some(own),
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.segments {
            match segment {
                Segment::Literal(text) => write!(f, "/{text}")?,
                Segment::Param(name) => write!(f, "/{{{name}}}")?,
                Segment::Rest(name) => write!(f, "/{{{name}+}}")?,
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
        for text in ["/", "/api/v1/", "/api/v1/funds/{id}", "/a/{b}/c/", "/media/{path+}"] {
            assert_eq!(Path::parse(text).to_string(), text);
        }
        assert_eq!(Path::parse("/api/v1").join("funds/{id}").to_string(), "/api/v1/funds/{id}");
    }

    #[test]
    fn parameters_have_patterns() {
        let path = Path::parse(r"/{version:v\d{1,2}}/{count:int}").join("{name:str}/{id:[^/.]+}");
        assert_eq!(path.to_string(), "/{version}/{count}/{name}/{id}");
        assert_eq!(
            path.patterns,
            [("version", r"v\d{1,2}"), ("count", "[0-9]+"), ("id", Path::WITHOUT_DOT)].map(|(name, pattern)| (name.to_owned(), pattern.to_owned()))
        );
    }
}
