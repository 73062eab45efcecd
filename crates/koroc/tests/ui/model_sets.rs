//! Sets of fields, their conditions, and how a row reads.

use koroc::prelude::*;

#[derive(Model)]
#[model(app = "api", display = title, ordering(name, name = "by_name"))]
#[model(index(name, message = "No.", condition(active = true)))]
#[model(unique_together(name, active, cod = "taken", condition(activ = true, price = 1.5, name)))]
struct Fund {
    #[field(primary_key)]
    id: i64,
    #[field(max_length = 10)]
    name: String,
    active: bool,
}

#[derive(Model)]
#[model(app = "api", display = "name")]
#[model(unique_together(-name, condition(nam = "a", name = Utc::now)))]
struct Holding {
    #[field(primary_key)]
    id: i64,
    #[field(max_length = 10)]
    name: String,
}

fn main() {}
