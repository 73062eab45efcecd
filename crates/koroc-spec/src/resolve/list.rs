//! Links what clients may ask of a resource's list.

use super::{Resolver, models::list};
use crate::{
    Field, FieldKind, FieldPath, Filter, FilterBy, Hop, ListPolicy, Lookup, Model, OrderBy, Ordering, Pagination, Relation, ResolvedFilter, ResolvedFilterBy,
    ResolvedOrder, ResolvedSearch, Resource, Shape, Source,
};

impl Resolver<'_> {
    pub(super) fn list_policy(&mut self, place: &str, resource: &Resource, model: usize, shape: usize) -> ListPolicy {
        let (of, shape) = (self.out.models[model].clone(), self.out.shapes[shape].clone());
        let filters = resource.filters.iter().flat_map(|filter| self.filters(place, filter, model, &shape)).collect();
        let mut search = Vec::new();
        for by in &resource.search {
            let Some(path) = self.path(place, "searches", &by.field, model, &shape) else { continue };
            if !self.out.models[path.model].fields[path.field].ty.kind.holds_text() {
                self.problem(place, format!("searches `{}`, which holds no text", by.field));
            }
            search.push(ResolvedSearch { path, mode: by.mode });
        }
        let settings = &self.out.settings;
        let (search_param, ordering_param) = (settings.search_param.clone(), settings.ordering_param.clone());
        let pagination = resource.pagination.as_ref().unwrap_or(&settings.pagination).clone().or_size(settings.page_size);
        let ordering = self.ordering(place, resource, model, &shape);
        let default_order = self.default_order(place, resource, &pagination, &of);
        ListPolicy { filters, search_param, search, ordering_param, ordering, default_order, pagination }
    }

    /// The field that a path names.
    fn path(&mut self, place: &str, what: &str, path: &str, model: usize, shape: &Shape) -> Option<FieldPath> {
        let of = &self.out.models[model];
        let Some(found) = self.follow(model, path) else {
            let known = if path.contains('.') { String::new() } else { format!("; its fields are {}", list(of)) };
            let message = format!("{what} by `{path}`, which {} does not have{known}", of.name);
            self.problem(place, message);
            return None;
        };
        if found.hops.is_empty() && found.field.is_some_and(|field| !shape.reads(field)) {
            self.problem(place, format!("{what} by `{path}`, which it does not show; what may be asked about must be readable"));
        }
        let (mut hops, mut last, mut field) = (found.hops, found.model, found.field);
        // Rows are named by their keys: those of a relation with several, and those on its other side.
        if let Some((hop, target)) = field.and_then(|field| self.many(last, field)) {
            hops.push(hop);
            (last, field) = (target, None);
        }
        let models = &self.out.models;
        let field = field.or_else(|| models[last].fields.iter().position(|field| field.primary_key))?;
        Some(FieldPath { hops, model: last, field })
    }

    fn many(&self, model: usize, field: usize) -> Option<(Hop, usize)> {
        let hop = self.out.many(model, field)?;
        match &self.out.models[model].fields[field].ty.kind {
            FieldKind::ManyToMany(Relation { target: Some(target), .. }) => Some((hop, *target)),
            _ => None,
        }
    }

    fn filters(&mut self, place: &str, filter: &Filter, model: usize, shape: &Shape) -> Vec<ResolvedFilter> {
        let named = |param: String, by: ResolvedFilterBy| ResolvedFilter {
            param: filter.param.clone().unwrap_or(param),
            by,
            exclude: filter.exclude,
            forms: filter.forms,
        };
        let (FilterBy::Field { path, .. } | FilterBy::FromTo { path } | FilterBy::AnyOf { path }) = &filter.by else {
            let FilterBy::Named { name, ty } = &filter.by else { return Vec::new() };
            return vec![named(name.clone(), ResolvedFilterBy::Named(name.clone(), ty.clone()))];
        };
        let Some(field) = self.path(place, "filters", path, model, shape) else { return Vec::new() };
        let param = path.replace('.', "__");
        match &filter.by {
            FilterBy::Field { lookups, .. } => {
                if filter.param.is_some() && lookups.len() != 1 {
                    self.problem(place, format!("filters by `{path}` with {} comparisons under one parameter; name one", lookups.len()));
                }
                // Of a relation with several rows, each filter names any number of them.
                let several = !field.hops.is_empty() && self.ends_in_relation(model, path);
                lookups
                    .iter()
                    .map(|&lookup| match lookup {
                        Lookup::Exact if several => named(param.clone(), ResolvedFilterBy::AnyOf(field.clone())),
                        Lookup::Exact => named(param.clone(), ResolvedFilterBy::Field(field.clone(), lookup)),
                        _ => named(format!("{param}__{}", lookup.name()), ResolvedFilterBy::Field(field.clone(), lookup)),
                    })
                    .collect()
            }
            FilterBy::FromTo { .. } => vec![named(param, ResolvedFilterBy::FromTo(field))],
            FilterBy::AnyOf { .. } => vec![named(param, ResolvedFilterBy::AnyOf(field))],
            FilterBy::Named { .. } => Vec::new(),
        }
    }

    /// Whether a path's last name is a relation that may lead to several rows.
    fn ends_in_relation(&self, model: usize, path: &str) -> bool {
        self.follow(model, path).is_some_and(|found| match found.field {
            Some(field) => self.many(found.model, field).is_some(),
            None => true,
        })
    }

    fn ordering(&mut self, place: &str, resource: &Resource, model: usize, shape: &Shape) -> Vec<(String, ResolvedOrder)> {
        let names = match &resource.ordering {
            Ordering::By(names) => names.clone(),
            Ordering::All => {
                let of = &self.out.models[model];
                let shown = shape.fields.iter().filter(|field| !field.write_only && !field.hidden);
                let shown = shown.filter_map(|field| match field.source {
                    Source::Field(at) => Some(at),
                    Source::Path { .. } | Source::Whole | Source::Computed(_) | Source::Own(_) => None,
                });
                let orderable = |field: &&Field| !matches!(field.ty.kind, FieldKind::ManyToMany(_));
                let mut names: Vec<String> = shown.map(|at| &of.fields[at]).filter(orderable).map(|field| field.name.clone()).collect();
                names.extend(
                    of.fields.iter().filter(|field| field.primary_key && !names.contains(&field.name)).map(|field| field.name.clone()).collect::<Vec<_>>(),
                );
                let of = of.clone();
                return names.iter().filter_map(|name| Some((name.clone(), ResolvedOrder { field: of.field(name)?, descending: false }))).collect();
            }
        };
        let mut ordering = Vec::new();
        for name in names {
            let Some(path) = self.path(place, "orders", &name, model, shape) else { continue };
            if !path.hops.is_empty() {
                self.problem(place, format!("orders by `{name}`, which is a field of other rows"));
            }
            ordering.push((name, ResolvedOrder { field: path.field, descending: false }));
        }
        ordering
    }

    /// The order where none is asked for: the resource's, then the cursor's, then the model's. A cursor needs one, so that of these without any it has
    /// the primary key's.
    fn default_order(&mut self, place: &str, resource: &Resource, pagination: &Pagination, model: &Model) -> Vec<ResolvedOrder> {
        let cursor: &[OrderBy] = if let Pagination::Cursor(cursor) = pagination { &cursor.ordering } else { &[] };
        for by in resource.default_order.iter().chain(cursor) {
            if model.field(&by.field).is_none() {
                self.problem(place, format!("is ordered by `{}`, which {} does not have; its fields are {}", by.field, model.name, list(model)));
            }
        }
        let declared: Vec<OrderBy> =
            model.ordering.iter().map(|name| OrderBy { field: name.trim_start_matches('-').to_owned(), descending: name.starts_with('-') }).collect();
        let order = [&resource.default_order, cursor, &declared].into_iter().find(|order| !order.is_empty()).unwrap_or_default();
        let order: Vec<ResolvedOrder> =
            order.iter().filter_map(|by| Some(ResolvedOrder { field: model.field(&by.field)?, descending: by.descending })).collect();
        match (pagination, model.fields.iter().position(|field| field.primary_key)) {
            (Pagination::Cursor(_), Some(field)) if order.is_empty() => vec![ResolvedOrder { field, descending: false }],
            _ => order,
        }
    }
}
