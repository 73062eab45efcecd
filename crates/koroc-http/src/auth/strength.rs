//! Which passwords are too weak, by the rules of a new Django project (`AUTH_PASSWORD_VALIDATORS`) and in their words.

use std::collections::HashMap;

use super::NewUser;

/// The shortest password, in characters.
const MIN_LENGTH: usize = 8;
/// From here on a password is too similar to what is known of its user: the part of their characters that both share.
const MAX_SIMILARITY: f64 = 0.7;
/// Common passwords that the other rules let through: the 1,000 most common of those in Django's list, which holds 20,000.
const COMMON: &str = include_str!("common_passwords.txt");

/// What is wrong with a password for a user; nothing: it is strong enough.
///
/// ```
/// use koroc_http::auth::{NewUser, password_problems};
/// let ada = NewUser { username: "ada", ..NewUser::default() };
/// assert_eq!(password_problems("123", &ada), [
///     "This password is too short. It must contain at least 8 characters.",
///     "This password is entirely numeric.",
/// ]);
/// ```
pub fn password_problems(password: &str, user: &NewUser<'_>) -> Vec<String> {
    let known = [(user.username, "username"), (user.first_name, "first name"), (user.last_name, "last name"), (user.email, "email address")];
    let similar = known.into_iter().find(|(text, _)| is_similar(&password.to_lowercase(), &text.to_lowercase()));
    let common = password.to_lowercase();
    let rules = [
        similar.map(|(_, name)| format!("The password is too similar to the {name}.")),
        (password.chars().count() < MIN_LENGTH).then(|| format!("This password is too short. It must contain at least {MIN_LENGTH} characters.")),
        COMMON.lines().any(|known| known == common.trim()).then(|| "This password is too common.".to_owned()),
        (!password.is_empty() && password.chars().all(char::is_numeric)).then(|| "This password is entirely numeric.".to_owned()),
    ];
    rules.into_iter().flatten().collect()
}

/// Whether a password has too much of a text, or of a word in it.
fn is_similar(password: &str, text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    !text.is_empty() && words.chain([text]).any(|word| shares(password, word) >= MAX_SIMILARITY)
}

/// Which part of the characters of two texts is in both, wherever it stands (Python's `SequenceMatcher.quick_ratio`). A word that is lost in a long password
/// shares nothing.
fn shares(password: &str, word: &str) -> f64 {
    let (length, of_word) = (password.chars().count(), word.chars().count());
    if length >= 10 * of_word {
        return 0.0;
    }
    let mut left: HashMap<char, usize> = HashMap::new();
    word.chars().for_each(|c| *left.entry(c).or_default() += 1);
    let mut is_shared = |c: char| match left.get_mut(&c) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    };
    let shared = password.chars().filter(|&c| is_shared(c)).count();
    let shared = u32::try_from(shared).map_or(f64::INFINITY, f64::from);
    u32::try_from(length + of_word).map_or(0.0, |all| 2.0 * shared / f64::from(all))
}
