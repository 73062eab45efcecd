//! Text of all kinds: lengths, forbidden characters, and the rule of the kind.

use super::{Passed, domain, email, ip, url};
use crate::json::float_repr;
use crate::python::strip;
use crate::{Errors, Message};
use koroc_spec::{IpProtocol, Value, ValueType};
use regex::Regex;

/// A text kind.
pub(super) struct TextPlan {
    trim: bool,
    blank: bool,
    max: Option<(usize, Message)>,
    min: Option<(usize, Message)>,
    rule: Rule,
}

/// What a text must look like.
pub(super) enum Rule {
    Any,
    Email,
    Url,
    Slug { unicode: bool },
    Regex(Regex),
    Ip(IpProtocol),
}

impl TextPlan {
    pub fn new(ty: &ValueType, trim: bool, rule: Rule) -> TextPlan {
        let max = ty
            .limits
            .max_length
            .map(|n| (n as usize, Message::new(format!("Ensure this field has no more than {n} characters."), "max_length").with("max_length", n)));
        let min = ty
            .limits
            .min_length
            .map(|n| (n as usize, Message::new(format!("Ensure this field has at least {n} characters."), "min_length").with("min_length", n)));
        TextPlan { trim, blank: ty.blank, max, min, rule }
    }

    pub fn run(&self, input: &Value) -> Result<Passed, Errors> {
        if let Value::Str(text) = input
            && (if self.trim { strip(text) } else { text }).is_empty()
        {
            let blank = Passed::empty(Value::Str(String::new()));
            return if self.blank { Ok(blank) } else { Err(Errors::one("This field may not be blank.", "blank")) };
        }
        let text = self.text(input)?;
        let surrogate = if let Value::Surrogate { code, .. } = input { Some(*code) } else { None };
        let errors = self.errors(&text, surrogate);
        Ok(Passed::checked(Value::Str(text), errors))
    }

    fn text(&self, input: &Value) -> Result<String, Errors> {
        let trimmed = |text: &str| if self.trim { strip(text) } else { text }.to_owned();
        match (&self.rule, input) {
            (Rule::Ip(protocol), Value::Str(text)) => match ip::clean(text, *protocol) {
                ip::Cleaned::Address(address) => Ok(address),
                ip::Cleaned::Invalid => Err(Errors::List(vec![ip::invalid()])),
                ip::Cleaned::NotV6 => Ok(trimmed(text)),
            },
            (_, Value::Str(text) | Value::Surrogate { text, .. }) => Ok(trimmed(text)),
            (Rule::Ip(_), _) => Err(Errors::List(vec![ip::invalid()])),
            (_, Value::Int(number)) => Ok(number.to_string()),
            (_, Value::Float(number)) => Ok(float_repr(*number)),
            (_, Value::Number(_)) => Ok(crate::python::python_str(input).into_owned()),
            _ => Err(Errors::List(vec![self.invalid()])),
        }
    }

    /// What is said of a value that is no text, and of a text that breaks the rule: the same key in DRF.
    fn invalid(&self) -> Message {
        let text = match &self.rule {
            Rule::Any => "Not a valid string.",
            Rule::Email => "Enter a valid email address.",
            Rule::Url => "Enter a valid URL.",
            Rule::Slug { .. } => r#"Enter a valid "slug" consisting of letters, numbers, underscores or hyphens."#,
            Rule::Regex(_) => "This value does not match the required pattern.",
            Rule::Ip(_) => return ip::invalid(),
        };
        Message::new(text, "invalid")
    }

    fn errors(&self, text: &str, surrogate: Option<u16>) -> Vec<Message> {
        let mut errors = Vec::new();
        let length = if self.max.is_some() || self.min.is_some() { text.chars().count() } else { 0 };
        errors.extend(self.max.iter().filter(|(max, _)| length > *max).map(|(_, message)| message.clone()));
        errors.extend(self.min.iter().filter(|(min, _)| length < *min).map(|(_, message)| message.clone()));
        if text.contains('\0') {
            errors.push(Message::new("Null characters are not allowed.", "null_characters_not_allowed").named(""));
        }
        if let Some(code) = surrogate {
            errors.push(Message::new(format!("Surrogate characters are not allowed: U+{code:X}."), "surrogate_characters_not_allowed").named(""));
        }
        errors.extend(self.broken_rule(text));
        errors
    }

    fn broken_rule(&self, text: &str) -> Option<Message> {
        let unicode_slug = r#"Enter a valid "slug" consisting of Unicode letters, numbers, underscores, or hyphens."#;
        match &self.rule {
            Rule::Any => None,
            Rule::Email => (!email::is_email(text)).then(|| self.invalid()),
            Rule::Url => (!url::is_url(text)).then(|| self.invalid()),
            // Python's `$` lets a line feed at the end pass; trimming has removed it unless it stands alone.
            Rule::Slug { unicode: false } => (!text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))).then(|| self.invalid()),
            Rule::Slug { unicode: true } => {
                (!text.chars().all(|c| c == '-' || domain::is_word(c))).then(|| Message::new(unicode_slug, "invalid").named("invalid_unicode"))
            }
            Rule::Regex(regex) => (!regex.is_match(text)).then(|| self.invalid()),
            Rule::Ip(protocol) => ip::broken(text, *protocol),
        }
    }
}
