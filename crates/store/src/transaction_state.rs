//! Where a connection stands in its transaction, the same on both engines.

use crate::StoreError;

/// PostgreSQL refuses everything after a failed statement until the rollback, and answers a
/// COMMIT of such a transaction with a silent rollback; SQLite would go on and commit the rest.
/// So both are held to the stricter rule, and a commit after a failure is an error.
#[derive(Debug, Default)]
pub(crate) struct TransactionState {
    open: bool,
    failed: bool,
}

impl TransactionState {
    pub(crate) fn begin(&mut self) -> Result<(), StoreError> {
        if self.open {
            return Err(StoreError::Statement("事务不能嵌套".into()));
        }
        *self = TransactionState { open: true, failed: false };
        Ok(())
    }

    /// Before a statement.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        if self.failed {
            return Err(StoreError::Statement("本事务中已有语句失败，必须先回滚".into()));
        }
        Ok(())
    }

    /// After a statement.
    pub(crate) fn after<T>(&mut self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        self.failed |= self.open && result.is_err();
        result
    }

    pub(crate) fn is_open(&self) -> bool {
        self.open
    }

    pub(crate) fn may_commit(&self) -> Result<(), StoreError> {
        if !self.open {
            return Err(StoreError::Statement("没有可提交的事务".into()));
        }
        self.check()
    }

    pub(crate) fn end(&mut self) {
        *self = TransactionState::default();
    }
}
