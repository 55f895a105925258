/// The text of `sweep help tables`: data of one's own.
enum TableHelp {
  static let name = "tables"

  static let text = """
    Tables: data of your own, in CSV and its kin. 'sweep data FILE' tells what a file holds.

      data: { csv: FILE, target: COLUMN }
        [csv: [FILE, ...]]          several files of the same columns, one after the other
        [test: FILE]                rows of the test part, for evaluate: { on: test }
        [kind: regression]          or classification; by default the target tells: numbers with a
                                    fraction are to be learned as such, and so are more than twenty
                                    whole ones with fewer than twenty rows each; the rest are classes
        [features: [COLUMN, "pixel*"]]   what is learned from; by default all that has no other use
        [exclude: [COLUMN, ...]]    what is left out of it
        [categories: [COLUMN, ...]] numbers or texts that are names, such as codes of places
        [missing: ["-999", ...]]    what stands for no value, besides an empty field, ?, NA, N/A, NaN,
                                    null and None
        [rare: 0.01]                categories with a smaller share of the training rows are one
        [group: COLUMN]             what rows belong to together, such as a patient: no group is ever on
                                    both sides of a split
        [order: COLUMN]             numbers or dates, for ordered folds
        [split: COLUMN]             training, validation or test, for on: validation and on: test
        [weights: COLUMN]           how much each row counts in training
        [indices: [{ training: FILE, validation: FILE }, ...]]   splits of your own, for on: indices:
                                    row numbers from 0, one a line
      data: { arff: FILE, target: COLUMN, ... }   Weka's format; listed values are categories
      data: { libsvm: FILE, ... }                 TARGET INDEX:VALUE ...; what is not there is 0

    Files are looked for beside the spec, and where they are not there, in the working directory: those
    of programs and of the built-in engine alike.

    Files are packed by gzip or not; UTF-8, UTF-16 or Latin-1; fields lie between commas, semicolons or
    tabs, whichever the header has most of, with blanks around them or not, and in quotes where they
    hold any of these. Where commas do not separate, they may be decimal. Every column needs a name.

    The type of a column (number, date, category) is read from all of its rows, those to validate on,
    too: it is what the file is, as a schema in a database, and tells no value. What could tell one is
    learned from training rows alone.

    What a network sees of a column follows from its values, and all that is learned of them (medians,
    categories, means) from the training rows of each fold alone:
      number     itself; 12, 0.5 and 1e-3 are numbers, 0x10, inf and 1 000 are not
      boolean    1 for true, yes, t or y, 0 for false, no, f or n
      date       days since 2000: 2021-03-04, 2021/03/04 or 04.03.2021, with a time or not; 03/04/2021
                 is March here and April there, and not read as a date
      category   for each a number that is 1 for its rows; rare ones, and those that no training row
                 has, share one
      no value   the median of a number or date, the most frequent of the others, and where training
                 rows have gaps another number that is 1 for a gap
    training: { standardize: true } shifts and scales numbers and dates, and leaves what is 0 or 1.
    Free text is refused: leave it out with exclude. A column of numbers with a word in it is refused
    with its line. Equal numbers are one class (1 and 1.0), and texts that differ in blanks around them.
    """
}
