//! The names that files are kept under: Django's, from the name that a client gave.

use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, Utc};

use crate::FileError;

/// The file name of a form's part, without folders and without characters that show nothing; `None` where no name is left.
///
/// References to characters (`&amp;`, `&#39;`), as browsers once wrote them, are read first, as Django does.
pub fn client_name(name: &str) -> Option<String> {
    let name = unescaped(name);
    let name = name.rsplit(['/', '\\']).next().unwrap_or("");
    plain_name(&name.chars().filter(|&c| is_printable(c)).collect::<String>())
}

/// A file name without its folders; `None` where no name is left.
pub fn plain_name(name: &str) -> Option<String> {
    let name = name.rsplit('/').next().unwrap_or("");
    if matches!(name, "" | "." | "..") { None } else { Some(shortened(name)) }
}

/// The most characters of a client's name; what is over goes from before the ending.
const LONGEST: usize = 255;

fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let (stem, ending) = match name.trim_start_matches('.').rfind('.') {
        Some(_) => name.split_at(name.rfind('.').expect("just found")),
        None => (name, ""),
    };
    let ending: String = ending.chars().take(LONGEST).collect();
    stem.chars().take(LONGEST - ending.chars().count()).chain(ending.chars()).collect()
}

/// Python's `isprintable`, but for characters that no version of Unicode has given a meaning yet.
fn is_printable(c: char) -> bool {
    let formats = matches!(c, '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{8e2}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0001}'..='\u{e007f}');
    let private = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}');
    c == ' ' || !(c.is_control() || c.is_whitespace() || formats || private)
}

/// The text with its references to characters read: numbers, and the five names of XML.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match reference(&rest[1..]) {
            Some((c, length)) => {
                out.push(c);
                rest = &rest[1 + length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

/// The character behind an ampersand, and the length of its reference with the semicolon.
fn reference(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(10).position(|byte| byte == b';')?;
    let c = match &text[..end] {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        number => {
            let digits = number.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((c, end + 1))
}

/// The name in the storage that an upload asks for: the folder, with its `strftime` patterns filled in, and the clean name.
///
/// # Errors
/// [`FileError::Name`] where nothing is left of the name, or where it would leave the storage.
pub(crate) fn wanted(upload_to: &str, name: &str, now: DateTime<Utc>) -> Result<String, FileError> {
    let folder = dated(upload_to, now);
    let folder: Vec<&str> = folder.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    let name = clean(name.rsplit(['/', '\\']).next().unwrap_or(""))?;
    let whole = folder.iter().copied().chain([name.as_str()]).collect::<Vec<_>>().join("/");
    if folder.contains(&"..") || whole.contains(['\\', '\0']) { Err(FileError::Name(whole)) } else { Ok(whole) }
}

fn dated(upload_to: &str, now: DateTime<Utc>) -> String {
    let items: Vec<Item<'_>> = StrftimeItems::new(upload_to).collect();
    if items.contains(&Item::Error) { upload_to.to_owned() } else { now.format_with_items(items.iter()).to_string() }
}

/// Django's `get_valid_filename`: no spaces at the ends, underscores for those inside, and only letters, digits, dashes, underscores and dots.
fn clean(name: &str) -> Result<String, FileError> {
    let spaced = name.trim().replace(' ', "_");
    let clean: String = spaced.chars().filter(|&c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.')).collect();
    if matches!(clean.as_str(), "" | "." | "..") { Err(FileError::Name(name.to_owned())) } else { Ok(clean) }
}

/// The names to try for a wanted one: itself, and then with seven random characters before its endings, `cv_AbC1234.txt`; none is longer than a
/// column's `max_length`, in characters, which the part before the endings gives up.
pub(crate) struct Names {
    folder: String,
    stem: String,
    endings: String,
    max_length: Option<usize>,
    tried: bool,
}

impl Names {
    pub(crate) fn new(wanted: &str, max_length: Option<usize>) -> Self {
        let at = wanted.rfind('/').map_or(0, |slash| slash + 1);
        let (folder, name) = wanted.split_at(at);
        let visible = name.trim_start_matches('.');
        // As Python's `suffixes`: a name that ends in a dot has no endings.
        let end = if name.ends_with('.') { None } else { visible.find('.') };
        let stem = end.map_or(name.len(), |end| name.len() - visible.len() + end);
        Names { folder: folder.to_owned(), stem: name[..stem].to_owned(), endings: name[stem..].to_owned(), max_length, tried: false }
    }

    /// The next one.
    ///
    /// # Errors
    /// [`FileError::Name`] where `max_length` leaves no character of the name.
    pub(crate) fn next(&mut self) -> Result<String, FileError> {
        let whole = format!("{}{}{}", self.folder, self.stem, self.endings);
        let fits = self.max_length.is_none_or(|max| whole.chars().count() <= max);
        if !std::mem::replace(&mut self.tried, true) && fits {
            return Ok(whole);
        }
        let name = format!("{}{}_{}{}", self.folder, self.stem, random(), self.endings);
        let over = self.max_length.map_or(0, |max| name.chars().count().saturating_sub(max));
        if over == 0 {
            return Ok(name);
        }
        let kept = self.stem.chars().count().saturating_sub(over);
        if kept == 0 {
            return Err(FileError::Name(name));
        }
        self.stem = self.stem.chars().take(kept).collect();
        Ok(format!("{}{}_{}{}", self.folder, self.stem, random(), self.endings))
    }
}

/// Seven random letters and digits.
fn random() -> String {
    const LETTERS: &[u8; 62] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let mut out = String::with_capacity(7);
    while out.len() < 7 {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the system has random numbers");
        // Bytes from 248 on would favour the first letters.
        let letters = bytes.iter().filter(|&&byte| byte < 248).map(|byte| char::from(LETTERS[usize::from(byte % 62)]));
        out.extend(letters.take(7 - out.len()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn client_names_are_plain() {
        for (name, plain) in [
            ("cv.txt", Some("cv.txt")),
            ("path/../new name é.pdf", Some("new name é.pdf")),
            ("C:\\Users\\ada\\cv.txt", Some("cv.txt")),
            ("../..", None),
            ("", None),
            ("a/", None),
            ("a\u{0}b\n\u{202e}c.txt", Some("abc.txt")),
            ("a&amp;b &#39;c&#x27;.txt", Some("a&b 'c'.txt")),
            ("a&b;c.txt", Some("a&b;c.txt")),
            ("..&#47;x", Some("x")),
        ] {
            assert_eq!(client_name(name).as_deref(), plain, "{name:?}");
        }
        let long = format!("{}.txt", "é".repeat(300));
        let short = client_name(&long).unwrap();
        assert_eq!((short.chars().count(), short.ends_with("é.txt")), (255, true));
    }

    #[test]
    fn wanted_names_are_clean() {
        let now = "2024-02-03T04:05:06Z".parse().unwrap();
        for (folder, name, found) in [
            ("documents/", "cv.txt", Some("documents/cv.txt")),
            ("documents", "my cv (2).txt ", Some("documents/my_cv_2.txt")),
            ("d/%Y/%m/%d", "слово.pdf", Some("d/2024/02/03/слово.pdf")),
            ("%Q/", "a.txt", Some("%Q/a.txt")),
            ("", "a.txt", Some("a.txt")),
            ("a//./b/", "a.txt", Some("a/b/a.txt")),
            ("../", "a.txt", None),
            ("", "???", None),
            ("", "..?", None),
        ] {
            assert_eq!(wanted(folder, name, now).ok().as_deref(), found, "{folder} {name}");
        }
    }

    /// The seven random characters as `#######`.
    fn masked(name: &str, stem: &str) -> String {
        let at = stem.len() + 1;
        assert!(name[at..at + 7].bytes().all(|byte| byte.is_ascii_alphanumeric()), "{name}");
        format!("{}#######{}", &name[..at], &name[at + 7..])
    }

    #[test]
    fn taken_names_get_seven_random_characters() {
        for (name, stem, second) in [
            ("documents/cv.txt", "documents/cv", "documents/cv_#######.txt"),
            ("a.tar.gz", "a", "a_#######.tar.gz"),
            (".profile", ".profile", ".profile_#######"),
            ("ends.", "ends.", "ends._#######"),
        ] {
            let mut names = Names::new(name, None);
            assert_eq!(names.next().unwrap(), name);
            assert_eq!(masked(&names.next().unwrap(), stem), second);
            assert_ne!(names.next().unwrap(), names.next().unwrap());
        }
    }

    #[test]
    fn long_names_are_cut_before_their_endings() {
        let mut names = Names::new("documents/a-long-name.txt", Some(24));
        assert_eq!(masked(&names.next().unwrap(), "documents/a-"), "documents/a-_#######.txt");
        let mut names = Names::new("documents/é-long-name.txt", Some(23));
        assert_eq!(masked(&names.next().unwrap(), "documents/é"), "documents/é_#######.txt");
        assert!(matches!(Names::new("documents/a-long-name.txt", Some(22)).next(), Err(FileError::Name(_))));
    }
}
