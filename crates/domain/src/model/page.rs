//! Pages of lists.

/// Which page of a list, counted from one, and how long a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// The page, from one.
    pub page: u32,
    /// Items on a page, 1 to [`PageRequest::MAX_SIZE`].
    pub size: u32,
}

/// A page or page size that makes no page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// The page is no whole number from one.
    #[error("A page is a whole number from 1.")]
    Page,
    /// The page size is no whole number from one, and not -1.
    #[error("A page size is a whole number from 1, or -1 for everything.")]
    Size,
}

impl PageRequest {
    /// The longest page. Longer ones are cut to it, and -1 means it.
    pub const MAX_SIZE: u32 = 10_000;

    /// Reads a page and a page size as the wire has them; -1 as a size means as many as fit.
    pub fn new(page: i64, size: i64) -> Result<Self, PageError> {
        let page = u32::try_from(page)
            .ok()
            .filter(|page| *page > 0)
            .ok_or(PageError::Page)?;
        let size = match size {
            -1 => Self::MAX_SIZE,
            1.. => u32::try_from(size).unwrap_or(u32::MAX).min(Self::MAX_SIZE),
            _ => return Err(PageError::Size),
        };
        Ok(Self { page, size })
    }

    /// Everything, as far as one page holds it.
    pub const fn everything() -> Self {
        Self {
            page: 1,
            size: Self::MAX_SIZE,
        }
    }

    /// How many items stand before this page.
    pub fn offset(self) -> u64 {
        u64::from(self.page - 1) * u64::from(self.size)
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The items of this page; none past the end.
    pub items: Vec<T>,
    /// How many items the whole list has.
    pub total: u64,
}

impl<T> Page<T> {
    /// The same page of other things.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(f).collect(),
            total: self.total,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_counted_from_one() {
        assert_eq!(PageRequest::new(3, 20).map(PageRequest::offset), Ok(40));
        assert_eq!(PageRequest::new(0, 20), Err(PageError::Page));
        assert_eq!(PageRequest::new(i64::MAX, 20), Err(PageError::Page));
        assert_eq!(PageRequest::new(1, 0), Err(PageError::Size));
        assert_eq!(PageRequest::new(1, -1), Ok(PageRequest::everything()));
        assert_eq!(
            PageRequest::new(1, i64::MAX).map(|request| request.size),
            Ok(PageRequest::MAX_SIZE)
        );
        assert!(
            PageRequest::new(i64::from(u32::MAX), -1).is_ok_and(|request| request.offset() > 0)
        );
    }
}
