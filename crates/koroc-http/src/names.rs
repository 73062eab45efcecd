//! What a description names and leaves to be written in Rust.

use std::collections::HashSet;

use koroc_spec::{Action, Authenticator, GroupKind, HookPoint, Metadata, Parser, Policy, Renderer, Resolved, ResolvedFilterBy, Rule, Source, ThrottleBy};

/// The names of behaviour in a description.
#[derive(Default)]
pub(crate) struct Names<'r> {
    pub(crate) extras: HashSet<&'r str>,
    pub(crate) handlers: HashSet<&'r str>,
    pub(crate) calls: HashSet<&'r str>,
    pub(crate) before_write: HashSet<&'r str>,
    pub(crate) before_destroy: HashSet<&'r str>,
    pub(crate) after: HashSet<&'r str>,
    pub(crate) writes: HashSet<&'r str>,
    pub(crate) destroys: HashSet<&'r str>,
    pub(crate) scopes: HashSet<&'r str>,
    pub(crate) permissions: HashSet<&'r str>,
    pub(crate) filters: HashSet<&'r str>,
    pub(crate) fields: HashSet<&'r str>,
    pub(crate) checks: HashSet<&'r str>,
    pub(crate) computed: HashSet<&'r str>,
    pub(crate) objects: HashSet<&'r str>,
    pub(crate) authenticators: HashSet<&'r str>,
    pub(crate) parsers: HashSet<&'r str>,
    pub(crate) renderers: HashSet<&'r str>,
    pub(crate) throttles: HashSet<&'r str>,
    pub(crate) error_handlers: HashSet<&'r str>,
    pub(crate) finalizers: HashSet<&'r str>,
    pub(crate) metadata: HashSet<&'r str>,
    pub(crate) negotiations: HashSet<&'r str>,
}

impl<'r> Names<'r> {
    pub(crate) fn of(resolved: &'r Resolved) -> Self {
        let mut names = Names::default();
        for operation in &resolved.operations {
            match operation.action {
                Action::Extra => names.extras.insert(&operation.id),
                Action::Handler => names.handlers.insert(&operation.id),
                _ => false,
            };
            for hook in &operation.hooks {
                match hook.point {
                    HookPoint::BeforeCreate | HookPoint::BeforeUpdate => names.before_write.insert(&hook.name),
                    HookPoint::BeforeDestroy => names.before_destroy.insert(&hook.name),
                    HookPoint::Create | HookPoint::Update => names.writes.insert(&hook.name),
                    HookPoint::Destroy => names.destroys.insert(&hook.name),
                    HookPoint::AfterCreate | HookPoint::AfterUpdate | HookPoint::AfterDestroy => names.after.insert(&hook.name),
                };
            }
            names.scopes.extend(operation.scope.as_deref());
            names.policy(&operation.policy);
            let filters = operation.list.iter().flat_map(|list| &list.filters);
            names.filters.extend(filters.filter_map(|filter| match &filter.by {
                ResolvedFilterBy::Named(name, _) => Some(name.as_str()),
                ResolvedFilterBy::Field(..) | ResolvedFilterBy::FromTo(_) | ResolvedFilterBy::AnyOf(_) => None,
            }));
        }
        resolved.routes.iter().for_each(|route| names.policy(&route.policy));
        let answers = |place: usize| resolved.operations.iter().any(|operation| operation.group == place);
        let groups = resolved.groups.iter().enumerate().filter(|(place, group)| group.kind == GroupKind::Function && !answers(*place));
        names.calls.extend(groups.map(|(_, group)| group.name.as_str()));
        names.error_handlers.extend(resolved.exception_handler.as_deref());
        names.finalizers.extend(resolved.finalizer.as_deref());
        names.fields.extend(resolved.models.iter().flat_map(|model| &model.fields).flat_map(|field| &field.validators).map(String::as_str));
        for shape in &resolved.shapes {
            names.checks.extend(shape.fields.iter().flat_map(|field| &field.checks).map(String::as_str));
            names.computed.extend(shape.fields.iter().filter_map(|field| if let Source::Computed(name) = &field.source { Some(name.as_str()) } else { None }));
            names.fields.extend(shape.fields.iter().flat_map(|field| &field.validators).map(String::as_str));
            names.objects.extend(shape.validators.iter().map(String::as_str));
        }
        names
    }

    fn policy(&mut self, policy: &'r Policy) {
        self.rule(&policy.permission);
        self.authenticators.extend(policy.authentication.iter().filter_map(|way| match way {
            Authenticator::Custom { name, .. } => Some(name.as_str()),
            Authenticator::Session | Authenticator::Basic | Authenticator::Token => None,
        }));
        self.parsers.extend(policy.parsers.iter().filter_map(|parser| match parser {
            Parser::Custom { name, .. } => Some(name.as_str()),
            Parser::Json | Parser::Form | Parser::MultiPart | Parser::Xml | Parser::FileUpload => None,
        }));
        self.renderers.extend(policy.renderers.iter().filter_map(|renderer| match renderer {
            Renderer::Custom(own) => Some(own.name.as_str()),
            Renderer::Json | Renderer::Browsable | Renderer::Xml | Renderer::StaticHtml | Renderer::Template | Renderer::OpenApi => None,
        }));
        self.negotiations.extend(policy.negotiation.as_deref());
        match &policy.metadata {
            Metadata::Own(name) => drop(self.metadata.insert(name)),
            Metadata::Described | Metadata::Off => {}
        }
        self.throttles.extend(policy.throttles.iter().filter_map(|limit| match &limit.by {
            ThrottleBy::Custom(name) => Some(name.as_str()),
            ThrottleBy::Anon | ThrottleBy::User => None,
        }));
    }

    fn rule(&mut self, rule: &'r Rule) {
        match rule {
            Rule::Named(name) => {
                self.permissions.insert(name);
            }
            Rule::And(rules) | Rule::Or(rules) => rules.iter().for_each(|rule| self.rule(rule)),
            Rule::Not(rule) => self.rule(rule),
            Rule::AllowAny
            | Rule::IsAuthenticated
            | Rule::IsAdminUser
            | Rule::IsAuthenticatedOrReadOnly
            | Rule::ModelPermissions
            | Rule::ModelPermissionsOrAnonReadOnly
            | Rule::FromSettings => {}
        }
    }
}
