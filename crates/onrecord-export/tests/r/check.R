# Runs the commands of docs/r.md and checks what they give: Rscript check.R docs/r.md FOLDER
#
# FOLDER holds what the commands read: news.db, csv/, icews/. A block that needs a package that is not installed is named
# and left out; a block that needs none always runs.
arguments <- commandArgs(trailingOnly = TRUE)
page <- readLines(arguments[1], encoding = "UTF-8")
setwd(arguments[2])

starts <- which(page == "```r")
blocks <- lapply(starts, function(from) {
  to <- from + which(page[(from + 1):length(page)] == "```")[1]
  page[(from + 1):(to - 1)]
})
stopifnot(length(blocks) >= 7)

has <- function(name) nzchar(system.file(package = name))
needs <- function(block) {
  found <- regmatches(block, gregexpr("library\\((\\w+)\\)|\\w+(?=::)", block, perl = TRUE))
  unique(gsub("library\\(|\\)", "", unlist(found)))
}
# A block may use what an earlier one has loaded.
run <- 0
for (block in blocks) {
  missing <- Filter(Negate(has), needs(block))
  if (any(grepl("^db <- dbConnect", block)) && !has("DBI")) missing <- union(missing, "DBI")
  if (length(missing)) {
    cat("left out for want of", paste(missing, collapse = ", "), ":", block[1], "...\n")
    next
  }
  eval(parse(text = block, encoding = "UTF-8"), envir = globalenv())
  run <- run + 1
}
stopifnot(run >= 3)

header <- strsplit(readLines("icews/events.tab", n = 1), "\t")[[1]]
raw <- read.delim("icews/events.tab", quote = "", check.names = FALSE, colClasses = "character", na.strings = character(), encoding = "UTF-8")
stopifnot(identical(names(icews), header), ncol(icews) == 20, nrow(icews) == nrow(raw), nrow(icews) > 0)
kind <- function(column) class(column)[1]
expected <- c("integer", "Date", rep("character", 5), "numeric", rep("character", 3), rep("integer", 2), rep("character", 5), rep("numeric", 2))
stopifnot(identical(unname(sapply(icews, kind)), expected))
# Every value of every column is the one in the file; nothing became NA but what was empty.
cells <- 0
for (name in header) {
  typed <- icews[[name]]
  stopifnot(identical(is.na(typed), raw[[name]] == ""))
  there <- !is.na(typed)
  # R writes years before 1000 without their zeros, so days are compared as days.
  as_typed <- switch(kind(typed), integer = , numeric = as.numeric, Date = as.Date, identity)
  same <- as_typed(raw[[name]][there]) == typed[there]
  stopifnot(all(same))
  cells <- cells + sum(there)
}
codes <- icews$`CAMEO Code`[!is.na(icews$`CAMEO Code`)]
stopifnot(!anyDuplicated(icews[c("Event ID", "Event Date")]), all(nchar(codes) >= 2), any(startsWith(codes, "0")))
stopifnot(nrow(dyads) > 0, sum(dyads$events) == nrow(both))
if (has("readr")) {
  stopifnot(identical(names(tidy), header), nrow(tidy) == nrow(icews))
  for (name in header) stopifnot(identical(as.vector(tidy[[name]]), as.vector(icews[[name]])))
}
csv <- read.csv("csv/events.csv", encoding = "UTF-8", na.strings = "", colClasses = "character")
stopifnot(nrow(csv) > 0, identical(csv$cameo, read.csv("csv/events.csv", na.strings = "", colClasses = c(cameo = "character"))$cameo))
if (has("RSQLite")) {
  library(DBI)
  db <- dbConnect(RSQLite::SQLite(), "news.db", flags = RSQLite::SQLITE_RO)
  refused <- tryCatch({ dbExecute(db, "DELETE FROM documents"); FALSE }, error = function(e) TRUE)
  views <- dbGetQuery(db, "SELECT name FROM sqlite_master WHERE type = 'view'")$name
  rows <- sum(sapply(views, function(v) nrow(dbGetQuery(db, sprintf("SELECT * FROM \"%s\"", v)))))
  contents <- dbGetQuery(db, "SELECT content FROM statement_list")$content
  dbDisconnect(db)
  stopifnot(refused, length(views) >= 5, rows > 0, is.data.frame(said), length(quotes) > 0)
  # The words cut by their offsets hold the content that the row gives, but for broken ones.
  whole <- !is.na(contents) & !grepl(" … ", contents, fixed = TRUE)
  stopifnot(sum(whole) > 0, all(mapply(grepl, contents[whole], quotes[whole], MoreArgs = list(fixed = TRUE))))
  cat(sprintf("store: %d views, %d rows, read only\n", length(views), rows))
}
cat(sprintf("R %s: %d of %d blocks of the page run; icews: %d rows, %d cells the same\n", getRversion(), run, length(blocks), nrow(icews), cells))
