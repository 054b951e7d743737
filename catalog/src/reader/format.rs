use sekisho_files::{Node, Problem, Problems, Shape, Source, Table};

use crate::schema::FORMAT;

/// The file's table, checked by its shape; nothing when it is of a format that we do not know, for then no
/// other complaint about it would be worth reading.
pub(crate) fn fitting<'a>(
    source: &Source,
    root: &'a Node,
    shape: &Shape,
    problems: &mut Problems,
) -> Option<&'a Table> {
    let table = root.as_table()?;
    match table.node("format").and_then(|node| Some((node, node.as_integer()?))) {
        Some((node, number)) if number != FORMAT => {
            problems.push(
                Problem::new(source, node.span.clone(), format!("format {number} is not known here"))
                    .label("unknown format")
                    .help(format!("this version of sekisho reads format {FORMAT}")),
            );
            None
        }
        _ => {
            shape.check(source, root, problems);
            Some(table)
        }
    }
}
