//! One setting as a source gives it.

use koroc_spec::{Problem, Settings};

use super::keys::{KEYS, Key};

/// A setting's name and value, and the place where they stand, for messages.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Given {
    /// `koroc.toml`, `KOROC_PAGE_SIZE`, `--page-size`.
    pub(crate) place: String,
    /// The name, as in the file.
    pub(crate) name: String,
    /// The value's parts, as text: a list has any number, everything else one.
    pub(crate) values: Vec<String>,
}

impl Given {
    /// A setting that a text gives, as in the environment and in flags: commas separate the parts of a list.
    pub(crate) fn text(place: String, key: &Key, text: &str) -> Given {
        let values = if key.list { text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect() } else { vec![text.to_owned()] };
        Given { place, name: key.name.to_owned(), values }
    }

    /// Changes the settings.
    pub(super) fn apply(&self, settings: &mut Settings) -> Result<(), Problem> {
        let key = KEYS.iter().find(|key| key.name == self.name).ok_or_else(|| self.unknown())?;
        let (place, given) = (format!("{} in {}", self.name, self.place), self.values.join(", "));
        let wanted = |message: String| Problem::new(place, format!("cannot be `{given}`: {message}"));
        match &self.values[..] {
            [_] => {}
            _ if key.list => {}
            _ => return Err(wanted("it takes one value, not a list".to_owned())),
        }
        (key.set)(settings, &self.values).map_err(wanted)
    }

    fn unknown(&self) -> Problem {
        let nearest = KEYS.iter().map(|key| (strsim::damerau_levenshtein(key.name, &self.name), key.name)).min().expect("there are settings");
        let place = format!("{} in {}", self.name, self.place);
        Problem::new(place, format!("is no setting; the nearest is `{}` (all of them: --help)", nearest.1))
    }
}
