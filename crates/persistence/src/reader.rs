//! The connections for reads.

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    ExecResult, IsolationLevel, QueryResult, Statement, TransactionOptions, TransactionTrait as _,
};
use sea_orm_migration::SchemaManager;

/// What a transaction behind a pooler begins with: a limit of time, which is gone with it, and an end of what others
/// prepared on the same connection by the same names.
const POOLED_READ: &str = "SET LOCAL statement_timeout = '10s'; DEALLOCATE ALL";

/// Each read is one statement, and sees one moment.
///
/// Behind a pooler that lends a connection for a transaction, a statement is prepared and run in two steps that need
/// the same connection: there each read is a transaction of its own.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub(crate) db: DatabaseConnection,
    is_pooled: bool,
}

impl Reader {
    pub(crate) fn direct(db: DatabaseConnection) -> Self {
        Self {
            db,
            is_pooled: false,
        }
    }

    pub(crate) fn pooled(db: DatabaseConnection) -> Self {
        Self {
            db,
            is_pooled: true,
        }
    }

    /// Whether a connection is had for a transaction only.
    pub(crate) fn is_pooled(&self) -> bool {
        self.is_pooled
    }

    /// Whether there is such a table.
    pub(crate) async fn has_table(&self, name: &str) -> Result<bool, DbErr> {
        if !self.is_pooled {
            return SchemaManager::new(&self.db).has_table(name).await;
        }
        let transaction = self.begin().await?;
        let has_table = SchemaManager::new(&transaction).has_table(name).await?;
        transaction.commit().await?;
        Ok(has_table)
    }

    /// A transaction in which everything is read as of one moment.
    pub(crate) async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = match self.db.get_database_backend() {
            DbBackend::Sqlite => TransactionOptions::default(),
            _ => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
        };
        let transaction = self.db.begin_with_options(options).await?;
        if self.is_pooled {
            transaction.execute_unprepared(POOLED_READ).await?;
        }
        Ok(transaction)
    }

    async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let transaction = self.db.begin().await?;
        transaction.execute_unprepared(POOLED_READ).await?;
        Ok(transaction)
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.db.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.db.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.db.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        if !self.is_pooled {
            return self.db.query_one_raw(statement).await;
        }
        let transaction = self.begin().await?;
        let found = transaction.query_one_raw(statement).await?;
        transaction.commit().await?;
        Ok(found)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        if !self.is_pooled {
            return self.db.query_all_raw(statement).await;
        }
        let transaction = self.begin().await?;
        let found = transaction.query_all_raw(statement).await?;
        transaction.commit().await?;
        Ok(found)
    }
}
