//! `routes`: what is served, and to whom.

use std::io::{self, Write};

use koroc_spec::{Resolved, Rule};

/// Prints a line an operation, in order of matching.
pub(super) fn print(resolved: &Resolved, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = vec![["METHOD", "PATH", "OPERATION", "PERMISSION"].map(str::to_owned)];
    rows.extend(resolved.routes.iter().flat_map(|route| {
        route.operations.iter().map(|&operation| {
            let operation = &resolved.operations[operation];
            [operation.method.to_string(), route.path.to_string(), operation.id.clone(), rule(&operation.policy.permission)]
        })
    }));
    let widths = [0, 1, 2].map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default());
    rows.iter().try_for_each(|[method, path, operation, permission]| {
        writeln!(out, "{method:0$}  {path:1$}  {operation:2$}  {permission}", widths[0], widths[1], widths[2])
    })
}

/// A rule as it is written in a program.
fn rule(of: &Rule) -> String {
    let inner = |rules: &[Rule], sign: &str| rules.iter().map(part).collect::<Vec<_>>().join(sign);
    match of {
        Rule::AllowAny => "AllowAny".to_owned(),
        Rule::IsAuthenticated => "IsAuthenticated".to_owned(),
        Rule::IsAdminUser => "IsAdminUser".to_owned(),
        Rule::IsAuthenticatedOrReadOnly => "IsAuthenticatedOrReadOnly".to_owned(),
        Rule::ModelPermissions => "ModelPermissions".to_owned(),
        Rule::ModelPermissionsOrAnonReadOnly => "ModelPermissionsOrAnonReadOnly".to_owned(),
        Rule::FromSettings => "FromSettings".to_owned(),
        Rule::Named(name) => name.clone(),
        Rule::And(rules) => inner(rules, " & "),
        Rule::Or(rules) => inner(rules, " | "),
        Rule::Not(negated) => format!("!{}", part(negated)),
    }
}

/// A rule within another: in brackets where it has parts of its own.
fn part(of: &Rule) -> String {
    if matches!(of, Rule::And(_) | Rule::Or(_)) { format!("({})", rule(of)) } else { rule(of) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_read_as_they_are_written() {
        let composed = (Rule::IsAuthenticated | Rule::Named("owner".to_owned())) & !(Rule::IsAdminUser & Rule::AllowAny);
        assert_eq!(rule(&composed), "(IsAuthenticated | owner) & !(IsAdminUser & AllowAny)");
    }
}
