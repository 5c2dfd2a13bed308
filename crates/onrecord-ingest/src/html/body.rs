//! The body of an article, as paragraphs.
//!
//! Which part of a page is the article is found by `dom_smoothie`, Mozilla's Readability in Rust. Its words are taken
//! here: a block of the page is a paragraph, paragraphs stand apart by a blank line, and nothing is run together. The
//! walk goes from node to node and never calls itself.

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};

/// The most elements in which an article is looked for. The largest live blogs have some 20,000.
const MOST_ELEMENTS: usize = 100_000;

/// An article of fewer words is doubted: the whole text of the page, or its JSON-LD, may have more.
const FEW_WORDS: usize = 25;

/// What became of a page.
pub(super) struct Body {
    /// The paragraphs.
    pub text: String,
    /// How they were found, where not in the common way.
    pub note: Option<&'static str>,
}

/// The article of a page; `said` is what its JSON-LD has as the body.
pub(super) fn find(document: Document, said: Option<&str>) -> Body {
    for gone in
        ["[hidden]", "[aria-hidden=true]", "nav", "noscript", "figcaption", "aside", "dialog", "template"]
    {
        document.select(gone).remove();
    }
    let whole = document.body().map(|body| paragraphs(&body)).unwrap_or_default();
    // Scores, classes and metadata of the library are not used: ours come from `meta`.
    let config = Config { disable_json_ld: true, max_elements_to_parse: MOST_ELEMENTS, ..Config::default() };
    let article = Readability::with_document(document, None, Some(config)).and_then(|mut r| r.parse());
    let text = article.map(|a| paragraphs(&Document::fragment(a.content).root())).unwrap_or_default();
    let words = |text: &str| text.split_whitespace().count();
    if words(&text) >= FEW_WORDS {
        return Body { text, note: None };
    }
    let said = said.map(paragraphs_of_string).unwrap_or_default();
    if words(&said) >= FEW_WORDS && words(&said) > 2 * words(&text) {
        return Body { text: said, note: Some("the article was taken from its JSON-LD") };
    }
    if text.is_empty() {
        return Body {
            text: whole,
            note: Some("no article was found; the text of the whole page was taken"),
        };
    }
    Body { text, note: None }
}

/// All text of a piece of a page.
pub(super) fn whole(document: &Document) -> Body {
    Body { text: document.body().map(|body| paragraphs(&body)).unwrap_or_default(), note: None }
}

/// A text that has its paragraphs by line ends, as JSON-LD has them.
fn paragraphs_of_string(said: &str) -> String {
    let text =
        if said.contains('<') { paragraphs(&Document::fragment(said).root()) } else { said.to_owned() };
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n\n")
}

/// What a node of the tree is to its words.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    /// A paragraph begins and ends with it.
    Block,
    /// A cell of a table of data.
    Cell,
    /// A row of one.
    Row,
    /// Lines stay as they are in it.
    Pre,
    /// A line ends here.
    Break,
    /// Nothing in it is text of the page.
    Gone,
    /// It stands in a line.
    Inline,
}

fn role(node: &NodeRef) -> Role {
    let Some(name) = node.node_name() else { return Role::Inline };
    match &*name {
        "br" => Role::Break,
        "pre" | "listing" | "xmp" => Role::Pre,
        "td" | "th" if is_data(node) => Role::Cell,
        "tr" if node.children_it(false).any(|cell| role(&cell) == Role::Cell) => Role::Row,
        "script" | "style" | "template" | "head" | "noscript" | "svg" | "math" | "button" | "select"
        | "textarea" | "iframe" | "object" | "embed" | "audio" | "video" | "canvas" | "map" | "datalist"
        | "input" | "title" => Role::Gone,
        "address" | "article" | "aside" | "blockquote" | "body" | "caption" | "center" | "dd" | "details"
        | "dialog" | "dir" | "div" | "dl" | "dt" | "fieldset" | "figcaption" | "figure" | "footer"
        | "form" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "header" | "hgroup" | "hr" | "html"
        | "legend" | "li" | "main" | "menu" | "nav" | "ol" | "option" | "p" | "search" | "section"
        | "summary" | "table" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr" | "ul" => Role::Block,
        _ => Role::Inline,
    }
}

/// Whether a cell is one of data, not of a page laid out as a table: it has no blocks in it, and neighbours.
fn is_data(cell: &NodeRef) -> bool {
    let is_cell = |node: &NodeRef| node.has_name("td") || node.has_name("th");
    let has_neighbour =
        cell.parent().is_some_and(|row| row.children_it(false).filter(is_cell).nth(1).is_some());
    let is_block = |node: &NodeRef| {
        ["p", "div", "table", "ul", "ol", "h1", "h2", "h3", "h4", "blockquote", "br"]
            .iter()
            .any(|n| node.has_name(n))
    };
    has_neighbour && !cell.descendants_it().any(|node| is_block(&node))
}

/// The words below a node as paragraphs.
pub(super) fn paragraphs(root: &NodeRef) -> String {
    let mut text = Text::default();
    let mut in_pre = 0usize;
    let Some(mut node) = root.first_child() else {
        return String::new();
    };
    // Down to the first child, else on to the next sibling, else up to one that has one. What was entered is left.
    loop {
        let role_here = role(&node);
        if node.is_text() {
            text.words(&node.text(), in_pre > 0);
        }
        match role_here {
            Role::Block | Role::Pre | Role::Row => text.end_paragraph(role_here == Role::Row),
            Role::Break => text.end_line(),
            _ => {}
        }
        if role_here != Role::Gone
            && let Some(child) = node.first_child()
        {
            in_pre += usize::from(role_here == Role::Pre);
            node = child;
            continue;
        }
        loop {
            if let Some(sibling) = node.next_sibling() {
                node = sibling;
                break;
            }
            let Some(parent) = node.parent().filter(|parent| parent.id != root.id) else {
                return text.finish();
            };
            match role(&parent) {
                Role::Block => text.end_paragraph(false),
                Role::Row => text.end_paragraph(true),
                Role::Pre => {
                    in_pre = in_pre.saturating_sub(1);
                    text.end_paragraph(false);
                }
                Role::Cell => text.end_cell(),
                _ => {}
            }
            node = parent;
        }
    }
}

/// A text that grows word by word.
#[derive(Default)]
struct Text {
    done: String,
    /// What must come before the next word.
    pending: Pending,
}

#[derive(Clone, Copy, Default, PartialEq, PartialOrd)]
enum Pending {
    #[default]
    Nothing,
    Space,
    Cell,
    Line,
    /// Rows of one table are lines of one paragraph.
    Row,
    Paragraph,
}

impl Text {
    fn words(&mut self, words: &str, is_pre: bool) {
        for c in words.chars() {
            match c {
                '\n' if is_pre => self.end_line_of_pre(),
                ' ' | '\t' | '\n' | '\r' | '\u{C}' | '\u{A0}' => self.wait(Pending::Space),
                // Soft hyphens, joiners without width and marks of order within a file are no letters of a word.
                '\u{AD}' | '\u{200B}' | '\u{FEFF}' | '\0' => {}
                c => {
                    self.release();
                    self.done.push(c);
                }
            }
        }
    }

    fn wait(&mut self, pending: Pending) {
        if pending > self.pending {
            self.pending = pending;
        }
    }

    fn release(&mut self) {
        let between = match std::mem::take(&mut self.pending) {
            _ if self.done.is_empty() => "",
            Pending::Nothing => "",
            Pending::Space => " ",
            Pending::Cell => "\t",
            Pending::Line | Pending::Row => "\n",
            Pending::Paragraph => "\n\n",
        };
        self.done.push_str(between);
    }

    fn end_paragraph(&mut self, is_row: bool) {
        self.wait(if is_row { Pending::Row } else { Pending::Paragraph });
    }

    fn end_line(&mut self) {
        // Two breaks in a row are how old pages begin a paragraph.
        self.pending = if self.pending >= Pending::Line { Pending::Paragraph } else { Pending::Line };
    }

    fn end_line_of_pre(&mut self) {
        self.end_line();
    }

    fn end_cell(&mut self) {
        self.wait(Pending::Cell);
    }

    fn finish(self) -> String {
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, wanted: &str) {
        assert_eq!(paragraphs(&Document::fragment(html).root()), wanted, "{html}");
    }

    #[test]
    fn blocks_are_paragraphs_and_nothing_is_run_together() {
        check("<p>Talks failed.</p><p>No date was set.</p>", "Talks failed.\n\nNo date was set.");
        check("<div>Talks<div>failed</div>again</div>", "Talks\n\nfailed\n\nagain");
        check("<ul><li>One<li>Two</ul>Three", "One\n\nTwo\n\nThree");
        check("<h2>Talks</h2>They <b>fail</b>ed <i>again</i>.", "Talks\n\nThey failed again.");
    }

    #[test]
    fn white_space_is_one_space_and_a_break_ends_a_line() {
        check("<p>  Talks\n   failed&nbsp;again </p>", "Talks failed again");
        check("Ministry<br>Press office", "Ministry\nPress office");
        check("One.<br><br>Two.<br />\n<br>Three.", "One.\n\nTwo.\n\nThree.");
        check("<pre>Talks\nfailed.\n\nNo date.</pre>", "Talks\nfailed.\n\nNo date.");
    }

    #[test]
    fn scripts_styles_and_controls_are_no_text() {
        check(
            "<p>Talks<script>var a</script><style>p {}</style><svg><text>x</text></svg> failed.",
            "Talks failed.",
        );
        check("<p>Talks<button>Share</button><!-- no --> failed.", "Talks failed.");
    }

    #[test]
    fn a_table_of_data_keeps_its_rows_and_one_of_layout_its_paragraphs() {
        check(
            "<p>Votes:</p><table><tr><th>Side<th>Seats<tr><td>Left<td>12</table><p>End.",
            "Votes:\n\nSide\tSeats\nLeft\t12\n\nEnd.",
        );
        check("<table><tr><td><p>One.<p>Two.</td><td>Links</td></table>", "One.\n\nTwo.\n\nLinks");
    }
}
