//! Password strings in Django's formats: `pbkdf2_sha256$…` and `argon2$argon2id$…` are checked, Argon2id ones are made.

use argon2::{Algorithm, Argon2, Block, Params, Version, password_hash::phc::PasswordHash};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};
use koroc_spec::PasswordCost;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::random;

/// What comes before a password string that nothing matches.
const UNUSABLE: char = '!';

/// What checking a password found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Whether it is the password.
    pub correct: bool,
    /// Whether its string was made by a weaker recipe than new ones are.
    pub outdated: bool,
}

/// A password string that can be checked; anything else (unusable, foreign or broken ones) matches no password.
pub(super) enum Encoded<'a> {
    /// `pbkdf2_sha256$iterations$salt$hash`.
    Pbkdf2 { rounds: u32, salt: &'a str, hash: [u8; 32] },
    /// `argon2$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
    Argon2(Box<PasswordHash>),
}

impl<'a> Encoded<'a> {
    /// Reads a password string.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once('$')?;
        match scheme {
            "pbkdf2_sha256" => {
                let mut parts = rest.splitn(3, '$');
                let (rounds, salt, hash) = (parts.next()?.parse().ok()?, parts.next()?, STANDARD.decode(parts.next()?).ok()?);
                Some(Encoded::Pbkdf2 { rounds, salt, hash: hash.try_into().ok()? })
            }
            "argon2" => PasswordHash::new(&text[scheme.len()..]).ok().map(|hash| Encoded::Argon2(Box::new(hash))),
            _ => None,
        }
    }

    /// Does the work of checking a password; slow on purpose.
    pub fn check(&self, password: &str, cost: PasswordCost) -> Verdict {
        match self {
            Encoded::Pbkdf2 { rounds, salt, hash } => {
                let mut found = [0; 32];
                pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), salt.as_bytes(), *rounds, &mut found);
                Verdict { correct: found.ct_eq(hash).into(), outdated: true }
            }
            Encoded::Argon2(hash) => Verdict { correct: verified(password, hash).unwrap_or(false), outdated: weaker(hash, cost) },
        }
    }
}

/// A new password string, with a salt of its own; slow on purpose.
pub(super) fn encode(password: &str, cost: PasswordCost) -> String {
    let (salt, params) = (random::text(22, random::ALPHANUMERIC), params(cost));
    let mut hash = [0; 32];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    hashed(&argon2, password, salt.as_bytes(), &mut hash).expect("salt and output have lengths that Argon2 allows");
    written(&params, &salt, hash)
}

/// Whether a password has this hash; `None`: the string asks for what Argon2 does not know.
fn verified(password: &str, hash: &PasswordHash) -> Option<bool> {
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
    let version = hash.version.map_or(Ok(Version::default()), Version::try_from).ok()?;
    let (salt, wanted) = (hash.salt.as_ref()?, hash.hash.as_ref()?);
    let mut found = vec![0; wanted.len()];
    let argon2 = Argon2::new(algorithm, version, Params::try_from(hash).ok()?);
    hashed(&argon2, password, salt.as_ref(), &mut found).ok()?;
    Some(found.ct_eq(wanted.as_ref()).into())
}

/// Hashes in memory that goes back to the system when it is over. What is smaller than 32 MiB, glibc's allocator keeps once it has been freed, and
/// some logins would leave two hundred megabytes behind; so more is asked for, of which only what is needed is touched.
fn hashed(argon2: &Argon2<'_>, password: &str, salt: &[u8], hash: &mut [u8]) -> argon2::Result<()> {
    const RESERVED: usize = 33 * 1024 * 1024 / Block::SIZE;
    let needed = argon2.params().block_count();
    let mut memory = Vec::with_capacity(needed.max(RESERVED));
    memory.resize(needed, Block::new());
    argon2.hash_password_into_with_memory(password.as_bytes(), salt, hash, &mut memory[..])
}

/// A string like those of users, made without work from random bytes instead of a hash: what is checked where there is no user.
pub(super) fn nobody(cost: PasswordCost) -> String {
    written(&params(cost), &random::text(22, random::ALPHANUMERIC), random::bytes())
}

fn written(params: &Params, salt: &str, hash: [u8; 32]) -> String {
    let (memory, passes, lanes) = (params.m_cost(), params.t_cost(), params.p_cost());
    format!("argon2$argon2id$v=19$m={memory},t={passes},p={lanes}${}${}", STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash))
}

/// A password string that no password matches, for users who log in some other way.
pub(super) fn unusable() -> String {
    format!("{UNUSABLE}{}", random::text(40, random::ALPHANUMERIC))
}

/// OWASP's first choice for Argon2id, or the least that Argon2 allows.
fn params(cost: PasswordCost) -> Params {
    let (memory, passes) = match cost {
        PasswordCost::Safe => (19_456, 2),
        PasswordCost::Cheap => (Params::MIN_M_COST, 1),
    };
    Params::new(memory, passes, 1, Some(32)).expect("the costs are within Argon2's bounds")
}

/// Whether a string asks for less work than new ones do. Django's own Argon2 strings ask for more, and are left as they are.
fn weaker(hash: &PasswordHash, cost: PasswordCost) -> bool {
    let wanted = params(cost);
    let work = |name: &str| hash.params.get_decimal(name).unwrap_or(0);
    hash.algorithm.as_str() != "argon2id" || hash.version != Some(19) || work("m") < wanted.m_cost() || work("t") < wanted.t_cost()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(password: &str, text: &str, cost: PasswordCost) -> Option<Verdict> {
        Encoded::parse(text).map(|encoded| encoded.check(password, cost))
    }

    /// Strings made by Django 5.2.
    const DJANGO: [(&str, &str); 7] = [
        ("admin-pass-123", "argon2$argon2id$v=19$m=102400,t=2,p=8$YWJjZGVmZ2hpamtsbW5vcHFyc3R1dg$vTmxyJUVBkHumxnhoTvbhEkzBinlVNiUtqgigKhRJ3g"),
        ("pässwörd ☂", "argon2$argon2id$v=19$m=102400,t=2,p=8$YWJjZGVmZ2hpamtsbW5vcHFyc3R1dg$4uC0aa76Mohg9tL5JwEGDPS9BZTaYXOaMFOUFgMhZlc"),
        ("cheap", "argon2$argon2id$v=19$m=8,t=1,p=1$YWJjZGVmZ2hpamtsbW5vcHFyc3R1dg$/2Nk6bBxRuGNBkgUrOBlA2wusQa1Ajxu6v8yyMzPmjE"),
        ("admin-pass-123", "pbkdf2_sha256$1000$saltsaltsalt$CRq7d0l0KAJg+RViBmKB9eXRSJKvU35tqhp9ErJKAvQ="),
        ("pässwörd ☂", "pbkdf2_sha256$1000$sältsalt$iigX1gbn+iEJK4+iUPETR4xCZeoJp92JePL1dye2eRQ="),
        ("", "pbkdf2_sha256$1$saltsaltsalt$A3IrgVSi2w8x/WMvw/vqXYrs4TNP0v5Z5NVBk05QHdQ="),
        ("admin-pass-123", "pbkdf2_sha256$1000000$bg5NrLzAxyif6hqLihYtQY$pFf6LdQP/UjbCH9TxMK8BjsjJvqpC/C6Y5LAjCgfNsU="),
    ];

    #[test]
    fn djangos_strings_are_checked() {
        for (password, text) in DJANGO {
            let outdated = text.starts_with("pbkdf2") || text.contains("m=8,");
            assert_eq!(check(password, text, PasswordCost::Safe), Some(Verdict { correct: true, outdated }), "{text}");
            let wrong = format!("{password} ");
            assert_eq!(check(&wrong, text, PasswordCost::Safe).map(|verdict| verdict.correct), Some(false), "{text}");
        }
    }

    #[test]
    fn new_strings_match_only_their_password_and_are_up_to_date() {
        for cost in [PasswordCost::Safe, PasswordCost::Cheap] {
            let text = encode("secret", cost);
            assert!(text.len() <= 128, "the column holds 128 characters");
            assert_eq!(check("secret", &text, cost), Some(Verdict { correct: true, outdated: false }));
            assert_eq!(check("Secret", &text, cost).map(|verdict| verdict.correct), Some(false));
            assert_ne!(text, encode("secret", cost), "a salt of its own");
        }
        assert_eq!(check("x", &encode("x", PasswordCost::Cheap), PasswordCost::Safe), Some(Verdict { correct: true, outdated: true }));
    }

    #[test]
    fn anything_else_matches_nothing() {
        let broken = [
            "",
            "!",
            "plain",
            "md5$salt$44126de0780a03ef7decced0ba7f9d71",
            "pbkdf2_sha256$1000$salt",
            "pbkdf2_sha256$many$salt$CRq7d0l0KAJg+RViBmKB9eXRSJKvU35tqhp9ErJKAvQ=",
            "pbkdf2_sha256$1000$salt$c2hvcnQ=",
            "pbkdf2_sha256$1000$salt$???",
            "argon2$",
            "argon2$argon2id$v=19$m=8,t=1,p=1$YWJj",
        ];
        for text in broken.map(str::to_owned).into_iter().chain([unusable()]) {
            assert!(check("", &text, PasswordCost::Cheap).is_none_or(|verdict| !verdict.correct), "{text}");
        }
    }
}
