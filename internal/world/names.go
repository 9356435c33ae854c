package world

// The names are common ones of people who live in Germany, put together at random.
var (
	womensNames = []string{
		"Anna", "Maria", "Ursula", "Sabine", "Petra", "Monika", "Claudia", "Susanne", "Birgit", "Karin", "Renate", "Ingrid",
		"Gisela", "Helga", "Brigitte", "Heike", "Katrin", "Julia", "Lena", "Laura", "Lea", "Hannah", "Emma", "Sophie",
		"Marie", "Katharina", "Johanna", "Franziska", "Theresa", "Antje", "Silke", "Tanja", "Nicole", "Melanie", "Stefanie",
		"Jasmin", "Aylin", "Elif", "Zeynep", "Fatma", "Ayşe", "Emine", "Agnieszka", "Katarzyna", "Małgorzata", "Ewa",
		"Joanna", "Olga", "Natalia", "Irina", "Svetlana", "Giulia", "Francesca", "Ana", "Sofía", "Thu Hà", "Leila", "Nour",
		"Mirjana", "Vesna", "Ilona", "Zoë", "Änne", "Bärbel", "Käthe", "Jörgine", "Ann-Kathrin", "Eva-Maria", "Anne-Sophie",
		"Lieselotte", "Hannelore", "Gerlinde", "Walburga", "Friederike", "Mechthild", "Ida", "Frieda", "Mathilda", "Greta",
	}
	mensNames = []string{
		"Peter", "Michael", "Thomas", "Andreas", "Wolfgang", "Klaus", "Jürgen", "Günter", "Stefan", "Christian", "Uwe",
		"Werner", "Horst", "Frank", "Dieter", "Manfred", "Gerhard", "Hans", "Bernd", "Thorsten", "Mathias", "Helmut", "Walter",
		"Heinz", "Martin", "Jörg", "Rolf", "Jens", "Sven", "Alexander", "Jan", "Rainer", "Holger", "Karl", "Dirk", "Joachim",
		"Ralf", "Carsten", "Herbert", "Oliver", "Wilhelm", "Kurt", "Markus", "Heinrich", "Daniel", "Paul", "Lukas", "Felix",
		"Maximilian", "Jonas", "Leon", "Finn", "Elias", "Noah", "Ben", "Mehmet", "Mustafa", "Ali", "Emre", "Can", "Ömer",
		"Piotr", "Krzysztof", "Tomasz", "Paweł", "Łukasz", "Sergej", "Dmitri", "Marco", "Luca", "José", "Minh", "Karim",
		"Goran", "Zoran", "Björn", "Sören", "Götz", "Jérôme", "Hans-Peter", "Karl-Heinz", "Franz-Josef", "Ernst-August",
	}
	familyNames = []string{
		"Adam", "Ahrens", "Albrecht", "Althaus", "Arnold", "Bachmann", "Bader", "Barth", "Bauer", "Baumgärtner", "Becker",
		"Behrens", "Berger", "Biermann", "Böhm", "Brandt", "Braun", "Brückner", "Buchholz", "Busch", "Bäumler", "Conrad",
		"Dietrich", "Döring", "Dreßler", "Ebert", "Eckert", "Eichhorn", "Engel", "Ernst", "Fiedler", "Fischer", "Fleischmann",
		"Förster", "Franke", "Freitag", "Friedrich", "Fröhlich", "Fuchs", "Gärtner", "Gebhardt", "Geiger", "Gerlach", "Göbel",
		"Graf", "Groß", "Großmann", "Grünwald", "Gürtler", "Haas", "Hahn", "Haller", "Hartmann", "Haußmann", "Heinrich",
		"Henning", "Herrmann", "Heß", "Hoffmann", "Hofmeister", "Holzapfel", "Huber", "Hübner", "Jäger", "Jahn", "Jansen",
		"Jung", "Kaiser", "Kästner", "Keller", "Kern", "Kirchhoff", "Klein", "Kluge", "Knoll", "Koch", "Köhler", "König",
		"Krämer", "Kraus", "Kretschmer", "Krüger", "Kühn", "Kuhlmann", "Lang", "Lehmann", "Lindner", "Löffler", "Lorenz",
		"Ludwig", "Maier", "Marquardt", "Martin", "Mayer", "Meier", "Menzel", "Meyer", "Möller", "Moser", "Müller", "Naumann",
		"Neumann", "Nußbaum", "Oßwald", "Otto", "Peters", "Pfeiffer", "Pohl", "Preuß", "Raabe", "Rauscher", "Reichert",
		"Reinhardt", "Richter", "Riedel", "Rößler", "Roth", "Rudolph", "Sander", "Sauer", "Schäfer", "Schatz", "Scherer",
		"Schilling", "Schindler", "Schlüter", "Schmidt", "Schmitt", "Schmitz", "Schneider", "Scholz", "Schröder", "Schubert",
		"Schulte", "Schulz", "Schulze", "Schütz", "Schwarz", "Seidel", "Siebert", "Sommer", "Sonnleitner", "Stahl", "Stein",
		"Steiner", "Straßer", "Süß", "Thiele", "Thoma", "Uhlenbrock", "Ullrich", "Vogel", "Vogt", "Voß", "Wagner", "Walter",
		"Weber", "Weidner", "Weiß", "Wendt", "Werner", "Wiegand", "Winkler", "Wirth", "Wolf", "Wünsche", "Zander", "Ziegler",
		"Zimmermann", "Yılmaz", "Kaya", "Demir", "Şahin", "Çelik", "Öztürk", "Aydın", "Özdemir", "Arslan", "Doğan",
		"Nowak", "Kowalski", "Wiśniewski", "Wójcik", "Kamiński", "Zieliński", "Szymański", "Woźniak", "Dąbrowski",
		"Petrović", "Jovanović", "Novák", "Rossi", "Bianchi", "García", "Nguyễn", "Haddad", "Ivanova", "Popescu", "Lefèvre",
		"von Albersdorf", "von der Heide", "zu Waldsee", "van den Berg", "de Vries",
	}
	doubleNames = []string{
		"Müller-Lüdenhoff", "Schulze-Wermeling", "Meyer-Oßwald", "Yılmaz-Becker", "Leutheuser-Groß", "Kowalski-Braun",
		"Große-Kracht", "Schmidt-Rottmann", "Özdemir-Krüger", "Weiß-Hohenfeld", "Baumann-Iversen", "Tiedemann-Süß",
	}
	titles = []string{"Dr.", "Dr.", "Dr.", "Prof. Dr.", "Dipl.-Ing."}

	streets = []string{
		"Hauptstraße", "Schulstraße", "Gartenstraße", "Bahnhofstraße", "Dorfstraße", "Bergstraße", "Birkenweg", "Lindenstraße",
		"Kirchstraße", "Waldstraße", "Ringstraße", "Amselweg", "Wiesenweg", "Mühlweg", "Am Bach", "Im Grund", "Rosenstraße",
		"Eichenallee", "Brückenstraße", "Marktplatz", "An der Mühle", "Feldstraße", "Sonnenhang", "Am Weiher", "Tulpenweg",
		"Große Gasse", "Unter den Linden", "Hinter der Kirche", "Äußere Gasse", "Obere Straße",
	}
	yards = []string{"Industriestraße", "Gewerbepark", "Am Steinbruch", "Werkstraße", "Hafenstraße", "Dieselstraße", "Am Güterbahnhof"}
	towns = []string{
		"Mustertal", "Mustertal", "Mustertal", "Oberes Mustertal", "Musterkirchen", "Beispielhausen", "Bad Muster",
		"Klein Beispiel", "Mustersee", "Beispielstadt", "Neumuster", "Großbeispiel an der Muster",
	}
	origins = []string{"Empfehlung", "Vorbeigekommen", "Internet", "Messe", "Anzeige", "Nachbarschaft", "", "", ""}

	roles = []string{
		"Einkauf", "Werkstattleitung", "Geschäftsführung", "Instandhaltung", "Buchhaltung", "Lager", "Produktionsleitung", "Disposition",
	}
)

// The patterns of firm names: %s is a family name, %t a town.
var (
	industry = []string{
		"%s Metallbau GmbH", "Kiesgrube %s", "%s Landmaschinen OHG", "Gebrüder %s Forstbetrieb GbR", "%s & Söhne Maschinenbau GmbH & Co. KG",
		"Zerspanungstechnik %s GmbH", "%s Transporte", "Spedition %s GmbH", "Sägewerk %s", "%s Werkzeugbau GmbH", "Autohaus %s",
		"Baumaschinenverleih %s e. K.", "Stahlbau %t GmbH", "Gießerei %t GmbH & Co. KG", "Fräszentrum %s", "%s Drehteile GmbH",
		"Busbetrieb %s", "Steinbruch %s", "%s Kunststofftechnik GmbH", "Milchhof %t eG", "Bauhof der Gemeinde %t", "%s Erdbau GmbH",
		"Landtechnik %s", "%s Hydraulikservice", "Bootswerft %s am Mustersee", "Kfz-Meisterbetrieb %s", "Holzwerke %t AG",
		"Landwirtschaftliche Maschinengenossenschaft %t und Umgebung eG", "Stadtwerke %t, Abteilung Fuhrpark und Technische Dienste",
		"%s Präzisionsmechanik Inhaber Dipl.-Ing. (FH) Karl-Friedrich Wünsche-Haußmann e. K.", "Brennerei %s", "Mühle %s GmbH",
	}
	neighbours = []string{
		"Café %s", "Gasthof %s", "Kindergarten %t", "Feuerwehr %t e. V.", "Praxis für Allgemeinmedizin Dr. Uhlenbrock und Partner",
		"Steuerkanzlei %s & Kollegen", "Elektro %s", "Hofladen %s", "Seniorenresidenz %t gGmbH", "Tierarztpraxis Dr. %s",
		"Hundeschule %s", "Angelverein %t 1923 e. V.", "Reiterhof %s", "Gemeindeverwaltung %t", "Friseur %s",
		"Zahnarztpraxis Dr. med. dent. %s", "Physiotherapie %s", "Buchhandlung %s", "Fahrschule %s", "Schreinerei %s",
	}
)
