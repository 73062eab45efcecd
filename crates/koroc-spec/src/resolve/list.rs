//! Links what clients may ask of a resource's list.

use super::{Resolver, models::list};
use crate::{
    Field, FieldKind, FieldPath, Filter, FilterBy, Hop, ListPolicy, Lookup, OrderBy, Ordering, Pagination, Relation, ResolvedFilter, ResolvedFilterBy,
    ResolvedOrder, ResolvedSearch, Resource, SearchMode, Shape, Source,
};

impl Resolver<'_> {
    pub(super) fn list_policy(&mut self, place: &str, resource: &Resource, model: usize, shape: usize) -> ListPolicy {
        let shape = self.out.shapes[shape].clone();
        let filters = resource.filters.iter().flat_map(|filter| self.filters(place, filter, model, &shape)).collect();
        let mut search = Vec::new();
        for by in &resource.search {
            let Some(path) = self.path(place, "searches", &by.field, model, &shape) else { continue };
            if !self.out.models[path.model].fields[path.field].ty.kind.holds_text() {
                self.problem(place, format!("searches `{}`, which holds no text", by.field));
            }
            if by.mode == SearchMode::FullText && self.out.settings.database_url.starts_with("sqlite:") {
                self.problem(place, format!("searches the words of `{}`, which SQLite cannot; use PostgreSQL, or search the text", by.field));
            }
            search.push(ResolvedSearch { path, mode: by.mode });
        }
        let settings = &self.out.settings;
        let (search_param, ordering_param) = (settings.search_param.clone(), settings.ordering_param.clone());
        let pagination = resource.pagination.as_ref().unwrap_or(&settings.pagination).clone().or_size(settings.page_size);
        let ordering = self.ordering(place, resource, model, &shape);
        let mut default_order = self.default_order(place, resource, &pagination, model);
        if matches!(pagination, Pagination::Cursor(_)) {
            self.along_own_columns(place, model, &ordering, &mut default_order);
        }
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

    /// What clients may order by: each name, and the columns that it stands for.
    fn ordering(&mut self, place: &str, resource: &Resource, model: usize, shape: &Shape) -> Vec<(String, Vec<ResolvedOrder>)> {
        let names = match &resource.ordering {
            Ordering::By(names) => names.clone(),
            // The key may be ordered by even where it is not shown.
            Ordering::All => return self.orderable(model, shape).into_iter().map(|name| (name.clone(), self.orders(model, &name, false))).collect(),
        };
        let mut ordering = Vec::new();
        for name in names {
            let Some(path) = self.path(place, "orders", &name, model, shape) else { continue };
            if path.hops.iter().any(|hop| !self.leads_to_one(*hop)) {
                self.problem(place, format!("orders by `{name}`, which leads to several rows"));
            }
            ordering.push((name.replace('.', "__"), self.orders(model, &name, false)));
        }
        ordering
    }

    /// The names of all fields that a serializer shows, and of the primary key.
    fn orderable(&self, model: usize, shape: &Shape) -> Vec<String> {
        let of = &self.out.models[model];
        let shown = shape.fields.iter().filter(|field| !field.write_only && !field.hidden).filter_map(|field| match field.source {
            Source::Field(at) => Some(&of.fields[at]),
            Source::Path { .. } | Source::Whole | Source::Computed(_) | Source::Own(_) => None,
        });
        let single = shown.filter(|field: &&Field| !matches!(field.ty.kind, FieldKind::ManyToMany(_)));
        let mut names: Vec<String> = single.map(|field| field.name.clone()).collect();
        let key = &of.fields[of.primary_key()].name;
        if !names.contains(key) {
            names.push(key.clone());
        }
        names
    }

    fn leads_to_one(&self, hop: Hop) -> bool {
        match hop {
            Hop::Forward { .. } => true,
            Hop::Reverse { model, field } => matches!(self.out.models[model].fields[field].ty.kind, FieldKind::OneToOne(_)),
            Hop::Many { .. } => false,
        }
    }

    /// The columns that a path stands for; none where it is no path to one row.
    fn orders(&self, model: usize, path: &str, descending: bool) -> Vec<ResolvedOrder> {
        let Some(found) = self.follow(model, path).filter(|found| found.hops.iter().all(|hop| self.leads_to_one(*hop))) else { return Vec::new() };
        let models = &self.out.models;
        let way = (found.hops, found.model);
        match found.field {
            Some(field) => ResolvedOrder::of(models, way, field, descending),
            None => ResolvedOrder::of_rows(models, way, descending),
        }
    }

    /// The order where none is asked for: the resource's, then the cursor's, then the model's. A cursor needs one, so that of these without any it has
    /// the primary key's.
    fn default_order(&mut self, place: &str, resource: &Resource, pagination: &Pagination, model: usize) -> Vec<ResolvedOrder> {
        let cursor: &[OrderBy] = if let Pagination::Cursor(cursor) = pagination { &cursor.ordering } else { &[] };
        for by in resource.default_order.iter().chain(cursor) {
            if self.orders(model, &by.field, false).is_empty() {
                let of = &self.out.models[model];
                let message = match self.follow(model, &by.field) {
                    Some(_) => format!("is ordered by `{}`, which leads to several rows", by.field),
                    None => format!("is ordered by `{}`, which {} does not have; its fields are {}", by.field, of.name, list(of)),
                };
                self.problem(place, message);
            }
        }
        let order = [&resource.default_order, cursor].into_iter().find(|order| !order.is_empty());
        match order {
            Some(order) => order.iter().flat_map(|by| self.orders(model, &by.field, by.descending)).collect(),
            None => ResolvedOrder::declared(&self.out.models, model),
        }
    }

    /// What a cursor holds is a value of the row itself, so that it walks along its own columns only; of those that are not there it has the primary key.
    fn along_own_columns(&mut self, place: &str, model: usize, ordering: &[(String, Vec<ResolvedOrder>)], default_order: &mut Vec<ResolvedOrder>) {
        let others = |orders: &[ResolvedOrder]| orders.iter().any(|order| !order.hops.is_empty());
        for (name, _) in ordering.iter().filter(|(_, orders)| others(orders)) {
            self.problem(place, format!("orders by `{name}`, a field of other rows, and is paged by a cursor, which holds a value of the row itself"));
        }
        if others(default_order) {
            self.problem(place, "is ordered by a field of other rows and paged by a cursor, which holds a value of the row itself".to_owned());
        }
        if default_order.is_empty() {
            default_order.push(ResolvedOrder::own(self.out.models[model].primary_key(), false));
        }
    }
}
