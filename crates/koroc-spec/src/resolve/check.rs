//! Checks of the whole: paths and names that clash.

use super::Resolver;
use crate::{Action, Path, Segment};

impl Resolver<'_> {
    /// Two routes that match the same paths, two groups or two operations with one name.
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
        self.check_ids();
    }

    /// Behaviour is found by the operation's id, so that of two actions with one id one would answer for both.
    fn check_ids(&mut self) {
        let operations = &self.out.operations;
        let written = operations.iter().filter(|operation| matches!(operation.action, Action::Extra | Action::Handler));
        let mut shared: Vec<String> = written
            .filter(|this| operations.iter().any(|other| other.id == this.id && other.route != this.route && other.group == this.group))
            .map(|operation| operation.id.clone())
            .collect();
        shared.sort();
        shared.dedup();
        for id in shared {
            self.problem(id, "is the name of two operations of the resource; give the action or handler another name");
        }
    }
}

/// The path with its parameters' names taken away.
fn shape(path: &Path) -> String {
    let parts = path.segments.iter().map(|segment| match segment {
        Segment::Literal(text) => text.as_str(),
        Segment::Param(_) => "{}",
        Segment::Rest(_) => "{+}",
    });
    format!("/{}{}", parts.collect::<Vec<_>>().join("/"), if path.trailing_slash { "/" } else { "" })
}
