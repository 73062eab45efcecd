//! The settings file, in TOML: a line a setting.

use std::{fs, io::ErrorKind, path::Path};

use koroc_spec::Problem;
use toml::{Table, Value};

use super::{FILE, Given};

/// What the file gives. Without a name it is `koroc.toml`, which need not be there.
pub(super) fn read(named: Option<&Path>) -> Result<Vec<Given>, Problem> {
    let path = named.unwrap_or(Path::new(FILE));
    let place = path.display().to_string();
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound && named.is_none() => return Ok(Vec::new()),
        Err(error) => return Err(Problem::new(place, format!("cannot be read: {error}"))),
        Ok(text) => text,
    };
    parse(&place, &text)
}

fn parse(place: &str, text: &str) -> Result<Vec<Given>, Problem> {
    let table: Table = text.parse().map_err(|error| Problem::new(place, format!("is not TOML: {error}")))?;
    let given = |(name, value)| {
        let values = values(value)
            .ok_or_else(|| Problem::new(format!("{name} in {place}"), "is a table; a setting is a text, a number, true or false, or a list of them"))?;
        Ok(Given { place: place.to_owned(), name, values })
    };
    table.into_iter().map(given).collect()
}

/// The texts of a value; `None` for a table.
fn values(value: Value) -> Option<Vec<String>> {
    match value {
        Value::Array(items) => items.into_iter().map(scalar).collect(),
        other => Some(vec![scalar(other)?]),
    }
}

fn scalar(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Boolean(truth) => Some(truth.to_string()),
        Value::Datetime(instant) => Some(instant.to_string()),
        Value::Array(_) | Value::Table(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gives_texts() {
        let given = parse("koroc.toml", "allowed_hosts = [\"a\", \"b\"]\npage_size = 20\nsecure_cookies = true\n").unwrap();
        let texts: Vec<_> = given.iter().map(|given| (given.name.as_str(), given.values.join("|"))).collect();
        assert_eq!(texts, [("allowed_hosts", "a|b".to_owned()), ("page_size", "20".to_owned()), ("secure_cookies", "true".to_owned())]);
    }

    #[test]
    fn a_broken_file_says_where() {
        for (text, message) in [("page_size = ", "line 1"), ("[page_size]\nx = 1", "page_size in koroc.toml: is a table"), ("a = [[1]]", "is a table")] {
            let problem = parse("koroc.toml", text).unwrap_err().to_string();
            assert!(problem.contains(message), "{problem}");
        }
    }
}
