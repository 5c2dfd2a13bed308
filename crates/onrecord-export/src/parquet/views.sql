
-- who said what, where and when it was published
CREATE OR REPLACE VIEW statement_list AS
  SELECT s.published, s.publisher, s.source, s.act, s.manner, coalesce(s.content, s.cue) AS words, s.addressee, s.earliest,
    s.latest, s.anonymous, d.title, s.url, s.score, s.document, s.id
  FROM statements s LEFT JOIN documents d USING (document)
  ORDER BY s.published, s.document, s.start;

-- who did what to whom, and whether it took place
CREATE OR REPLACE VIEW event_list AS
  SELECT e.published, e.publisher, e.type, e.mode, e.status, array_to_string(e.actors, '; ') AS actors,
    array_to_string(e.recipients, '; ') AS recipients, e.earliest, e.latest, e.place_name, e.said_by, e.quote AS words,
    d.title, e.url, e.score, e.document, e.id
  FROM events e LEFT JOIN documents d USING (document)
  ORDER BY e.published, e.document, e.start;
