//! What holds for a view's requests: its own words, those of the resource around it, the settings'.

use super::Resolver;
use crate::{Limit, Policy, Rate, Resource, Rule, Throttle, ViewPolicy};

impl Resource {
    /// What the resource says about the requests of all its operations.
    pub(super) fn policy(&self) -> ViewPolicy {
        ViewPolicy {
            permission: Some(self.permission.clone()),
            authentication: self.authentication.clone(),
            renderers: self.renderers.clone(),
            parsers: self.parsers.clone(),
            throttles: self.throttles.clone(),
            versioning: self.versioning.clone(),
            cache: None,
            scopes: self.scopes.clone(),
            vary: None,
            negotiation: self.negotiation.clone(),
            metadata: self.metadata.clone(),
        }
    }
}

impl ViewPolicy {
    /// This where it says something, and `around` where it does not.
    pub(super) fn within(&self, around: &ViewPolicy) -> ViewPolicy {
        fn or<T: Clone>(own: &Option<T>, around: &Option<T>) -> Option<T> {
            own.clone().or_else(|| around.clone())
        }
        ViewPolicy {
            permission: or(&self.permission, &around.permission),
            authentication: or(&self.authentication, &around.authentication),
            renderers: or(&self.renderers, &around.renderers),
            parsers: or(&self.parsers, &around.parsers),
            throttles: or(&self.throttles, &around.throttles),
            versioning: or(&self.versioning, &around.versioning),
            cache: self.cache.or(around.cache),
            scopes: or(&self.scopes, &around.scopes),
            vary: or(&self.vary, &around.vary),
            negotiation: or(&self.negotiation, &around.negotiation),
            metadata: or(&self.metadata, &around.metadata),
        }
    }
}

impl Resolver<'_> {
    /// The policy of the view that `place` names in problems.
    pub(super) fn policy(&mut self, place: &str, own: &ViewPolicy) -> Policy {
        let settings = self.out.settings.clone();
        let throttles = own.throttles.as_ref().unwrap_or(&settings.throttles);
        let is_token = |name: &String| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
        for name in own.vary.iter().flatten().filter(|name| !is_token(name)) {
            self.problem(place, format!("varies by `{name}`, which is no name of a header"));
        }
        Policy {
            authentication: own.authentication.clone().unwrap_or(settings.authentication),
            permission: self.rule(own.permission.as_ref().unwrap_or(&Rule::FromSettings)),
            renderers: own.renderers.clone().unwrap_or(settings.renderers),
            parsers: own.parsers.clone().unwrap_or(settings.parsers),
            throttles: self.limits(place, throttles),
            versioning: own.versioning.clone().or(settings.versioning),
            cache: own.cache,
            scopes: own.scopes.clone().unwrap_or_default(),
            vary: own.vary.clone().unwrap_or_default(),
            negotiation: own.negotiation.clone(),
            metadata: own.metadata.clone().unwrap_or_default(),
        }
    }

    /// The throttles with their rates.
    pub(super) fn limits(&mut self, place: &str, throttles: &[Throttle]) -> Vec<Limit> {
        throttles.iter().filter_map(|throttle| self.limit(place, throttle)).collect()
    }

    fn limit(&mut self, place: &str, throttle: &Throttle) -> Option<Limit> {
        let scope = &throttle.scope;
        let named = || self.out.settings.throttle_rates.iter().find(|(known, _)| known == scope).map(|(_, rate)| rate.clone());
        let Some(text) = throttle.rate.clone().or_else(named) else {
            self.problem(
                place,
                format!("is throttled under `{scope}`, which has no rate; give the throttle one, or the setting `throttle_rates` an entry `{scope}=5/day`"),
            );
            return None;
        };
        let rate = Rate::parse(&text);
        if rate.is_none() {
            self.problem(place, format!("is throttled under `{scope}` at `{text}`, which is no rate; `5/day`, `3/min` and `10/s` are"));
        }
        Some(Limit { by: throttle.by.clone(), scope: scope.clone(), rate: rate? })
    }

    /// The rule with every [`Rule::FromSettings`] replaced.
    pub(super) fn rule(&self, rule: &Rule) -> Rule {
        match rule {
            Rule::FromSettings => self.out.settings.permission.clone(),
            Rule::And(rules) => Rule::And(rules.iter().map(|rule| self.rule(rule)).collect()),
            Rule::Or(rules) => Rule::Or(rules.iter().map(|rule| self.rule(rule)).collect()),
            Rule::Not(rule) => Rule::Not(Box::new(self.rule(rule))),
            other => other.clone(),
        }
    }
}
