//! `$filter` (OData 4.01, 5.1.1), as far as the directory takes it: eq ne not ge le in, startsWith, endsWith, and, or,
//! and `any` of properties with several values.

mod expression;
mod parser;
mod token;

pub(super) use expression::Expression;
pub(super) use parser::parse;
