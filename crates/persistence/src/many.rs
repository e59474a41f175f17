//! Statements about many rows. One for each row would take as long as the rows are many; one for all of them could
//! name more values than a database takes. So there is one for each chunk.

use muster_domain::ports::StoreError;
use sea_orm::sea_query::{
    Alias, Expr, ExprTrait as _, IntoIden as _, Query, TableRef, UpdateStatement, ValueTuple,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait as _, ConnectionTrait, EntityName as _, EntityTrait,
    IdenStatic as _, IntoActiveModel, Iterable as _,
};

use crate::error::store_error;

/// The most rows of one statement. SQLite takes 32,766 values, PostgreSQL 65,535, and no table has as many as forty
/// columns.
const ROWS: usize = 500;

/// Things in chunks for one statement each.
pub(crate) fn chunks<T>(things: impl IntoIterator<Item = T>) -> impl Iterator<Item = Vec<T>> {
    let mut things = things.into_iter();
    std::iter::from_fn(move || {
        let chunk: Vec<_> = things.by_ref().take(ROWS).collect();
        (!chunk.is_empty()).then_some(chunk)
    })
}

/// Stores new rows, in this order.
pub(crate) async fn insert<A>(db: &impl ConnectionTrait, rows: Vec<A>) -> Result<(), StoreError>
where
    A: ActiveModelTrait + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    for chunk in chunks(rows) {
        A::Entity::insert_many(chunk)
            .exec_without_returning(db)
            .await
            .map_err(store_error)?;
    }
    Ok(())
}

/// Puts a chunk of rows in place of those with the same value in the key column. All of them have values set for the
/// same columns.
pub(crate) fn update<A: ActiveModelTrait>(
    key: <A::Entity as EntityTrait>::Column,
    rows: &[A],
) -> UpdateStatement {
    let set = |row: &A| -> Vec<_> {
        <A::Entity as EntityTrait>::Column::iter()
            .filter_map(|column| Some((column, row.get(column).into_value()?)))
            .collect()
    };
    let table = A::Entity::default();
    let mut update = Query::update();
    update.table(table.table_ref());
    let columns = rows.first().map(set).unwrap_or_default();
    for (number, (column, _)) in columns.into_iter().enumerate() {
        // So both databases name the columns of a list of values.
        let new = Expr::col(("new", Alias::new(format!("column{}", number + 1))));
        if column.as_str() == key.as_str() {
            update.and_where(Expr::col(key.as_column_ref()).eq(new));
        } else {
            update.value(column, new);
        }
    }
    let values = |row| ValueTuple::Many(set(row).into_iter().map(|(_, value)| value).collect());
    let new = TableRef::ValuesList(rows.iter().map(values).collect(), "new".into_iden());
    update.from(new).take()
}
