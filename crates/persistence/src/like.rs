//! `LIKE`, with patterns in which what people search for is taken literally.

use sea_orm::sea_query::{BinOper, Expr, ExprTrait as _, Func, LikeExpr};

/// Whether the text contains this.
pub(crate) fn contains(text: Expr, needle: &str) -> Expr {
    match pattern(needle) {
        Some(pattern) => text.like(LikeExpr::new(pattern).escape('\\')),
        None => never(),
    }
}

/// Whether the text contains this, whatever the case of ASCII letters. PostgreSQL may pass over that of others as well.
pub(crate) fn contains_in_any_case(text: Expr, needle: &str) -> Expr {
    let Some(pattern) = pattern(needle) else {
        return never();
    };
    // The database folds both, so that what is spelled alike is found wherever it folds more.
    let pattern =
        Expr::from(Func::lower(pattern)).binary(BinOper::Escape, Expr::Constant('\\'.into()));
    Expr::from(Func::lower(text)).binary(BinOper::Like, pattern)
}

/// No text contains it.
fn never() -> Expr {
    Expr::val(1).eq(0)
}

/// None for what no text contains.
fn pattern(needle: &str) -> Option<String> {
    // No text is as long, and no database has to be shown such a pattern, or a character that
    // PostgreSQL cannot hold.
    const LONGEST: usize = 10_000;
    if needle.contains('\0') || needle.chars().nth(LONGEST).is_some() {
        return None;
    }
    let mut pattern = String::from("%");
    for c in needle.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    Some(pattern)
}
