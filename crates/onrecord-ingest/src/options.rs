//! How much of a source is taken, and which of its fields are which.

/// What a reader of inputs can be told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// How much is taken.
    pub limits: Limits,
    /// Which columns of CSV and keys of JSON lines are which.
    pub fields: Fields,
    /// What time it is, to which embargoes are compared; where it is not given, they hold.
    pub now: Option<jiff::Timestamp>,
}

/// How much of a source is taken. A number too small refuses what is whole; the defaults are far beyond any report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of one text, unpacked.
    pub text: u64,
    /// The most bytes that one packed byte may become, counted once an archive record is beyond 1 MB.
    pub ratio: u64,
    /// The deepest nesting of elements, objects or lists.
    pub depth: usize,
    /// The most attributes of all elements of a page.
    pub attributes: usize,
}

impl Default for Limits {
    /// 32 MB is ten times *War and Peace*; 100 to 1 is beyond what gzip does to prose (about 3 to 1); 512 levels is where
    /// browsers stop; a front page full of scripts has some 20,000 attributes.
    fn default() -> Limits {
        Limits { text: 32 << 20, ratio: 100, depth: 512, attributes: 200_000 }
    }
}

/// Which columns of CSV and keys of JSON lines are which. `None` is the field's own name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// The column of the text.
    pub text: Option<String>,
    /// The column of the id.
    pub id: Option<String>,
    /// The column of the title.
    pub title: Option<String>,
    /// The column of the URL.
    pub url: Option<String>,
    /// The column of the publisher.
    pub publisher: Option<String>,
    /// The column of the day of publication.
    pub published: Option<String>,
}

impl std::str::FromStr for Fields {
    type Err = String;

    /// Fields as a person gives them: `text=body,published=date`.
    fn from_str(given: &str) -> Result<Fields, String> {
        let mut fields = Fields::default();
        for pair in given.split(',').filter(|pair| !pair.trim().is_empty()) {
            let (field, column) = pair
                .split_once('=')
                .ok_or_else(|| format!("`{pair}` should be a field and its column, such as `text=body`"))?;
            let place = match field.trim() {
                "text" => &mut fields.text,
                "id" => &mut fields.id,
                "title" => &mut fields.title,
                "url" => &mut fields.url,
                "publisher" => &mut fields.publisher,
                "published" => &mut fields.published,
                other => {
                    return Err(format!(
                        "there is no field `{other}`: the fields are `text`, `id`, `title`, `url`, `publisher` and `published`"
                    ));
                }
            };
            *place = Some(column.trim().to_owned());
        }
        Ok(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_given_as_pairs_and_a_wrong_one_is_named() {
        let fields: Fields = "text=body, published=Date of issue,".parse().unwrap();
        let wanted = Fields {
            text: Some("body".into()),
            published: Some("Date of issue".into()),
            ..Fields::default()
        };
        assert_eq!(fields, wanted);
        let wrong = |given: &str| given.parse::<Fields>().unwrap_err();
        assert_eq!(wrong("text"), "`text` should be a field and its column, such as `text=body`");
        assert_eq!(
            wrong("body=text"),
            "there is no field `body`: the fields are `text`, `id`, `title`, `url`, `publisher` and `published`"
        );
    }
}
