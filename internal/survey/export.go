package survey

import (
	"archive/zip"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
)

// Wording names questions and marks in the code book, in the reader's language.
type Wording struct {
	Question func(q Question) string
	Mark     func(q Question, mark int) string
	Cell     func(text string) string // makes text safe for spreadsheets
}

// Export writes an archive with the answers, the code book, the response rates with the
// weights, and a script for R that computes the total from them. It names nobody: answers are
// numbered anew, by what was answered. Of an anonymous survey it needs as many answers as a
// figure: below that it fails with fault.Conflict "survey.few".
func Export(out io.Writer, wave *Wave, r *Result, list []Answer, words Wording) error {
	if wave.Mode == Anonymous && len(list) < Floor {
		return fault.New(fault.Conflict, "survey.few", Floor)
	}
	z := zip.NewWriter(out)
	for _, f := range []struct {
		name string
		rows [][]string
	}{{"answers.csv", answerRows(wave, r, list, words)}, {"codebook.csv", codeRows(words)}, {"response.csv", responseRows(r)}} {
		w, err := z.Create(f.name)
		if err != nil {
			return fmt.Errorf("write %s: %w", f.name, err)
		}
		if err := csv.NewWriter(w).WriteAll(f.rows); err != nil {
			return fmt.Errorf("write %s: %w", f.name, err)
		}
	}
	w, err := z.Create("analysis.R")
	if err != nil {
		return fmt.Errorf("write the script: %w", err)
	}
	if _, err := io.WriteString(w, script); err != nil {
		return fmt.Errorf("write the script: %w", err)
	}
	return z.Close()
}

func answerRows(wave *Wave, r *Result, list []Answer, words Wording) [][]string {
	head := []string{"answer", "kind", "weight"}
	for _, q := range Questions {
		head = append(head, q.Key)
	}
	weight := map[kind.Kind]float64{}
	for i := range r.Kinds {
		if g := &r.Kinds[i]; g.Core().N > 0 {
			weight[g.Kind] = g.Weight / float64(g.Core().N)
		}
	}
	var rows [][]string
	for i := range list {
		a := &list[i]
		row := []string{"", a.Kind.Key(), ""}
		if wave.Mode == Anonymous {
			row[1] = ""
		}
		if _, said := a.Marks[Core.Key]; said && weight[a.Kind] > 0 {
			row[2] = strconv.FormatFloat(weight[a.Kind], 'g', 8, 64)
		}
		for _, q := range Questions {
			m, said := a.Marks[q.Key]
			switch {
			case q.Form == Text:
				row = append(row, words.Cell(a.Words[q.Key]))
			case said:
				row = append(row, strconv.Itoa(m))
			default:
				row = append(row, "")
			}
		}
		rows = append(rows, row)
	}
	slices.SortFunc(rows, slices.Compare) // no order of time
	for i := range rows {
		rows[i][0] = strconv.Itoa(i + 1)
	}
	return append([][]string{head}, rows...)
}

func codeRows(words Wording) [][]string {
	rows := [][]string{{"variable", "value", "meaning"}, {"weight", "", "weight of the answer in the total at the fixed mix of kinds; empty: not in the total"}}
	for _, q := range Questions {
		rows = append(rows, []string{q.Key, "", words.Question(q)})
		for _, m := range q.Form.Marks() {
			rows = append(rows, []string{q.Key, strconv.Itoa(m), words.Mark(q, m)})
		}
	}
	return rows
}

func responseRows(r *Result) [][]string {
	rows := [][]string{{"kind", "asked", "answered", "rate", "weight"}}
	for i := range r.Kinds {
		g := &r.Kinds[i]
		rate := ""
		if g.Asked > 0 {
			rate = strconv.FormatFloat(float64(g.Answers)/float64(g.Asked), 'f', 4, 64)
		}
		rows = append(rows, []string{g.Kind.Key(), strconv.Itoa(g.Asked), strconv.Itoa(g.Answers), rate, strconv.FormatFloat(g.Weight, 'f', 6, 64)})
	}
	return rows
}

// script computes the figures of the results page from the files beside it.
const script = `# Results of a survey. Run in the folder of the files: Rscript analysis.R
answers  <- read.csv("answers.csv", fileEncoding = "UTF-8", stringsAsFactors = FALSE)
response <- read.csv("response.csv", fileEncoding = "UTF-8", stringsAsFactors = FALSE)

core <- answers[!is.na(answers$core), ]
core$met <- core$core >= 3          # as expected or better

# By kind, with the interval of Wilson (95 percent); below five answers no figure.
for (k in unique(core$kind)) {
  x <- core$met[core$kind == k]
  if (length(x) < 5) { cat(k, ": n =", length(x), "too few\n"); next }
  ci <- suppressWarnings(prop.test(sum(x), length(x), correct = FALSE))$conf.int
  cat(sprintf("%-10s n = %3d  %.1f %%  (%.1f to %.1f)\n", k, length(x), 100 * mean(x), 100 * ci[1], 100 * ci[2]))
}

# The total at the fixed mix of kinds, margin after Agresti and Coull.
used <- core[!is.na(core$weight), ]
if (nrow(used) > 0) {
  total <- sum(used$weight * used$met)
  v <- 0
  for (k in unique(used$kind)) {
    x <- used$met[used$kind == k]
    w <- sum(used$weight[used$kind == k])
    p <- (sum(x) + 2) / (length(x) + 4)
    v <- v + w^2 * p * (1 - p) / (length(x) + 4)
  }
  cat(sprintf("total      n = %3d  %.1f %%  (%.1f to %.1f)\n", nrow(used), 100 * total, 100 * max(0, total - 1.96 * sqrt(v)), 100 * min(1, total + 1.96 * sqrt(v))))
}

# The recommendation is never told without its margin.
r <- answers$recommend[!is.na(answers$recommend)]
if (length(r) >= 5) {
  p <- mean(r >= 9); d <- mean(r <= 6)
  cat(sprintf("net        n = %3d  %+.0f  margin %.0f\n", length(r), 100 * (p - d), 196 * sqrt((p + d - (p - d)^2) / length(r))))
}
print(response)
`
