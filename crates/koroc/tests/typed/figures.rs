//! Figures over rows and groups of them.

use koroc::db::Count;
use koroc::prelude::*;

use crate::agency::{Candidate, Interview, agency, day};

#[tokio::test]
async fn rows_are_counted_by_group() {
    let app = agency().await;
    let stages = Candidate::objects().group_by(Candidate::STAGE).count(app.db()).await.unwrap();
    assert_eq!(stages, [("applied".to_owned(), 2), ("hired".to_owned(), 1)]);
    let days = Interview::objects().filter(Interview::SCORE.lt(9.0)).group_by(Interview::DAY);
    assert_eq!(days.aggregate(app.db(), Interview::SCORE.avg()).await.unwrap(), [(day("2025-01-01"), Some(4.0))]);
    let referred = Candidate::objects().group_by(Candidate::REFERRED_BY).count(app.db()).await.unwrap();
    assert_eq!(referred, [(None, 1), (Some(ForeignKey(1)), 2)]);
}

#[tokio::test]
async fn figures_of_all_rows() {
    let app = agency().await;
    let figures = (Count, Candidate::RATE.sum(), Candidate::RATE.count(), Candidate::YEARS.max());
    let all = Candidate::objects().aggregate(app.db(), figures).await.unwrap();
    assert_eq!(all, (3, Some(Decimal::new(11550, 2)), 2, Some(9)));
    let (least, average) = Candidate::objects().aggregate(app.db(), (Candidate::NAME.min(), Candidate::YEARS.avg())).await.unwrap();
    assert_eq!((least.as_deref(), average), (Some("Ann"), Some(4.0)));
    let stages = Candidate::objects().aggregate(app.db(), Candidate::STAGE.distinct()).await.unwrap();
    assert_eq!(stages, 2);
    let none = Candidate::objects().filter(Candidate::YEARS.gt(50)).aggregate(app.db(), (Count, Candidate::YEARS.sum())).await.unwrap();
    assert_eq!(none, (0, None));
    let inside = app.db().transaction(|tx| Candidate::objects().aggregate_in(tx, Candidate::YEARS.min())).await.unwrap();
    assert_eq!(inside, Some(1));
}
