package web_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestAFileIsAddedReadAndRemovedWithAWayBack(t *testing.T) {
	h, _, _, _, anna := people(t)
	v := h.signedIn("jana")
	v.get(at(anna, "dateien")).want(http.StatusOK).says("Noch keine Datei", "20 MB")
	p := v.upload(at(anna, "dateien"), `..\Angebot "1".txt`, "zwölf Kisten").want(http.StatusOK).says("Angebot _1_.txt", "TXT", "Eine Datei ist abgelegt")
	href := ""
	for _, a := range p.All("a.who") {
		href = a.Attr("href")
	}
	file := v.get(href).want(http.StatusOK)
	for name, want := range map[string]string{
		"Content-Disposition": `attachment; filename="Angebot _1_.txt"`, "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "sandbox; default-src 'none'", "Content-Type": "text/plain; charset=utf-8",
	} {
		if got := file.head.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if file.body != "zwölf Kisten" {
		t.Errorf("content %q", file.body)
	}
	v.post("/einstellungen/dateigroesse", "mb", "1", "zurueck", at(anna, "dateien")).want(http.StatusOK).says("jede bis 1 MB")
	v.upload(at(anna, "dateien"), "gross.txt", strings.Repeat("x", 1<<20+1)).want(http.StatusUnprocessableEntity).says("größer als 1 MB")
	gone := v.post(href+"/entfernen", "version", "1").want(http.StatusOK).says("ist entfernt", "Noch keine Datei")
	gone.press(v, "Rückgängig").want(http.StatusOK).says("Angebot _1_.txt")
}

func TestPagesAndProgramsAreNoFilesOfACustomer(t *testing.T) {
	h, _, _, _, anna := people(t)
	v := h.signedIn("jana")
	p := v.uploadAll(at(anna, "dateien"), "gut.csv", "a;b", "böse.csv", "<html><script>alert(1)</script>").want(http.StatusUnprocessableEntity)
	p.says("böse.csv", "nehmen wir nicht an", "gut.csv")
	v.uploadAll(at(anna, "dateien")).want(http.StatusUnprocessableEntity).says("keine Datei gewählt")
	if strings.Contains(v.get(at(anna, "dateien")).body, "böse.csv") {
		t.Error("a page was taken")
	}
}
