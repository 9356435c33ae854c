package world

// shopGoods are the goods of the online shop, prices with tax. Dog food carries the
// reduced rate.
func shopGoods() *goods {
	const (
		food = iota
		treats
		leads
		grooming
		rods
		reels
		bait
		tackle
		shipping
	)
	g := &goods{
		categories: []category{
			{"Hundefutter", 2700},
			{"Kauartikel und Leckerli", 4200},
			{"Leinen und Geschirre", -1},
			{"Hundepflege", 4500},
			{"Ruten", 3300},
			{"Rollen", 3100},
			{"Köder", 4800},
			{"Angelzubehör", -1},
			{"Versand", -1},
		},
		articles: []article{
			{"HF-1012", "Trockenfutter Lamm & Reis 12 kg", food, 5490, "37.20", 700, 9, 1},
			{"HF-1004", "Trockenfutter Lamm & Reis 4 kg", food, 2290, "14.90", 700, 6, 1},
			{"HF-2012", "Trockenfutter Ente getreidefrei 12 kg", food, 6290, "43.10", 700, 6, 1},
			{"HF-3006", "Nassfutter Rind, 6 Dosen à 800 g", food, 1990, "12.80", 700, 7, 2},
			{"HF-3106", "Nassfutter Huhn, 6 Dosen à 800 g", food, 1890, "", 700, 6, 2},
			{"HF-4002", "Welpenfutter 2 kg", food, 1590, "9.90", 700, 3, 1},
			{"HF-5001", "Flockenmix mit Gemüse 1 kg", food, 890, "", 700, 3, 2},
			{"LE-0110", "Kaurollen Rind, 10 Stück", treats, 1290, "6.10", 700, 6, 1},
			{"LE-0200", "Trainingshäppchen 500 g", treats, 990, "4.70", 700, 6, 2},
			{"LE-0310", "Hirschgeweih Größe M", treats, 1490, "", 700, 3, 1},
			{"LE-0405", "Lachsöl 500 ml", treats, 1390, "6.90", 700, 4, 1},
			{"GE-0101", "Führleine Leder 2 m", leads, 3490, "18.20", 1900, 3, 1},
			{"GE-0202", "Brustgeschirr gepolstert", leads, 3990, "20.40", 1900, 3, 1},
			{"GE-0303", "Schleppleine 10 m", leads, 2490, "11.10", 1900, 3, 1},
			{"GE-0404", "Leuchthalsband", leads, 1790, "", 1900, 3, 1},
			{"PF-0101", "Hundeshampoo mild 250 ml", grooming, 1190, "4.30", 1900, 3, 1},
			{"PF-0202", "Fellpflegebürste", grooming, 1590, "6.20", 1900, 2, 1},
			{"PF-0303", "Zeckenzange", grooming, 790, "", 1900, 3, 1},
			{"PF-0404", "Pfotenbalsam 100 ml", grooming, 1090, "3.90", 1900, 3, 1},
			{"RU-1001", "Spinnrute 2,40 m", rods, 7990, "52.00", 1900, 3, 1},
			{"RU-1002", "Karpfenrute 3,60 m", rods, 11900, "78.00", 1900, 2, 1},
			{"RU-1003", "Fliegenrute Klasse 5", rods, 16900, "", 1900, .8, 1},
			{"RO-1001", "Stationärrolle 3000", reels, 6990, "46.50", 1900, 3, 1},
			{"RO-1002", "Freilaufrolle 6000", reels, 9490, "63.00", 1900, 2, 1},
			{"KO-0101", "Gummifische sortiert, 20 Stück", bait, 1690, "7.20", 1900, 7, 1},
			{"KO-0202", "Boilies Erdbeere 5 kg", bait, 3490, "17.60", 1900, 5, 1},
			{"KO-0303", "Spinner-Set, 6 Stück", bait, 1390, "5.80", 1900, 6, 1},
			{"KO-0404", "Wobbler Barsch 9 cm", bait, 990, "", 1900, 6, 2},
			{"KO-0505", "Pellets Heilbutt 3 kg", bait, 1590, "", 1900, 4, 1},
			{"ZU-0101", "Geflochtene Schnur 300 m", tackle, 2490, "11.90", 1900, 5, 1},
			{"ZU-0202", "Wirbel und Haken, Sortiment", tackle, 1290, "", 1900, 5, 1},
			{"ZU-0303", "Kescher klappbar", tackle, 3290, "18.40", 1900, 2, 1},
			{"ZU-0404", "Posen-Set, 12 Stück", tackle, 1490, "5.10", 1900, 4, 1},
			{"ZU-0505", "Angelstuhl", tackle, 6490, "", 1900, 1.5, 1},
			{"VERSAND", "Versandkosten", shipping, 490, "4.05", 1900, 0, 1},
		},
		groups: [][]int{{food, treats, leads, grooming}, {rods, reels, bait, tackle}}, groupShare: []float64{.55, .30},
		gift: 8, postage: 34,
	}
	return g.ready()
}
