//! Files, JSON, times and addresses that are told what they cannot be, and dates that are none.

use koroc::prelude::*;

#[derive(Model)]
#[model(app = "api")]
struct Fund {
    #[field(primary_key)]
    id: Json,
    #[field(default = "{'a': 1}")]
    profile: Json,
    #[field(default = 7)]
    notes: Json,
    #[field(extensions(".PDF"), max_size = "1 MB")]
    report: File,
    #[field(upload_to = "reports/", max_size = 10)]
    title: Json,
    #[field(default = "09:00")]
    opens: NaiveTime,
    #[field(protocol = "IPv4")]
    host: IpAddr,
    #[field(unique_for_date = opened, unique_for_year = opens, unique_for_month = "listed")]
    slot: i16,
    #[field(default = "60")]
    length: std::time::Duration,
    tags: std::collections::HashMap<String, String>,
}

fn main() {
    let _ = (Fund::PROFILE, Fund::OPENS, Fund::SLOT);
}
