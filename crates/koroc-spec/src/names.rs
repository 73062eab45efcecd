//! How names are made from names, as Django makes them.

/// `ExchangeTradedFund` as `exchange traded fund` (Django's `camel_case_to_spaces`).
pub fn spaced(camel: &str) -> String {
    let chars: Vec<char> = camel.chars().collect();
    let mut out = String::with_capacity(camel.len() + 4);
    for (at, &c) in chars.iter().enumerate() {
        let after_lower = at > 0 && (chars[at - 1].is_lowercase() || chars[at - 1].is_numeric());
        let before_lower = at > 0 && chars.get(at + 1).is_some_and(|next| next.is_lowercase());
        if c.is_uppercase() && (after_lower || before_lower) {
            out.push(' ');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// The text with its first letter in upper case (Django's `capfirst`).
pub fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// `exchange traded fund` as `Exchange Traded Fund`.
pub fn title(text: &str) -> String {
    text.split(' ').map(capitalized).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_djangos() {
        assert_eq!(spaced("ExchangeTradedFund"), "exchange traded fund");
        assert_eq!(spaced("ETFFinder"), "etf finder");
        assert_eq!(title("exchange traded fund"), "Exchange Traded Fund");
    }
}
