//! Relations that say too little, too much, or what only others can.

use koroc::prelude::*;

#[derive(Model)]
#[model(app = "api")]
struct Fund {
    #[field(primary_key)]
    id: i64,
    issuer: OneToOne<Fund>,
    #[field(on_delete = set_null)]
    parent: OneToOne<Fund>,
    #[field(on_delete = cascade)]
    peers: ManyToMany<Fund>,
    others: Option<ManyToMany<Fund>>,
    #[field(unique, default = 1)]
    holders: ManyToMany<Fund>,
    #[field(related_name = "sold funds", through = "Sale")]
    sellers: ManyToMany<Fund>,
    #[field(max_length = 10, related_name = "funds", through = Fund)]
    symbol: String,
    many: ManyToMany,
}

fn main() {
    let _ = (Fund::PEERS, Fund::HOLDERS, Fund::SELLERS);
}
