// Package survey asks customers, by the kind of relationship they want, how it was compared
// with what they expected, and tells what they answered.
//
// In go waves (a target group, everybody after a talk, or one anonymous link), the links that
// people are handed, and what somebody answered on the public page. Out come who may be asked
// and why not, the questions for a kind, results by kind with their margins, the total at a
// fixed mix of kinds, and for every low answer with a name exactly one complaint with owner and
// clock.
//
// A link is made from a random seed and the firm's secret; the database keeps its hash. Of
// anonymous answers nothing is kept but a day, marks and words. Results below five answers are
// not shown. Answers are facts of those who gave them: they are appended, and removed when
// their giver asks for it.
//
// Units: marks are small integers (1 to 5 much worse to much better, 1 no and 2 yes, 1 to 3 no,
// partly, yes, 0 to 10 for the recommendation), shares 0 to 1, margins at 95 percent.
//
// Trust is an item of its own: while it is damaged nothing is sold ([Mistrusting]), until a later
// answer or somebody of the firm says that all is well again. [Chain] tells how benefit,
// satisfaction, attitude, loyalty, referral and value go together among those who answered.
//
// Published tables: survey_wave, survey_link, survey_answer, survey_trust, survey_chain.
package survey
