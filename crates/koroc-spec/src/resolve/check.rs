//! Checks of the whole: paths and names that clash.

use super::Resolver;
use crate::{Path, Segment};

impl Resolver<'_> {
    /// Two routes that match the same paths, or two functions with one name.
    pub(super) fn check_clashes(&mut self) {
        let shapes: Vec<(String, String)> = self.out.routes.iter().map(|route| (shape(&route.path), format!("`{}` ({})", route.path, route.name))).collect();
        for (at, (path, this)) in shapes.iter().enumerate() {
            if let Some((_, other)) = shapes[..at].iter().find(|(earlier, _)| earlier == path) {
                self.problem(this.clone(), format!("has the path of {other}, which would always answer first; give one of them another path"));
            }
        }
        let groups: Vec<String> = self.out.groups.iter().map(|group| group.name.clone()).collect();
        for (at, name) in groups.iter().enumerate() {
            if groups[..at].contains(name) {
                self.problem(name.clone(), "is the name of two resources or functions; each needs its own");
            }
        }
    }
}

/// The path with its parameters' names taken away.
fn shape(path: &Path) -> String {
    let parts = path.segments.iter().map(|segment| match segment {
        Segment::Literal(text) => text.as_str(),
        Segment::Param(_) => "{}",
    });
    format!("/{}{}", parts.collect::<Vec<_>>().join("/"), if path.trailing_slash { "/" } else { "" })
}
