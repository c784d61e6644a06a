/** Given names, surnames, titles and departments in the four languages of the seeded client. */
export type Language = 'da' | 'en' | 'de' | 'sv';

interface Lexicon {
  readonly first: readonly string[];
  readonly last: readonly string[];
  readonly titles: readonly string[];
  readonly departments: readonly string[];
}

const words = (text: string): readonly string[] => text.trim().split(/\s*,\s*/);

export const lexicons: Readonly<Record<Language, Lexicon>> = {
  da: {
    first:
      words(`Søren, Åse, Bjørn, Kirsten, Mette, Jens-Peter, Anne Marie, Lærke, Rasmus, Freja, Niels, Gitte, Asbjørn, Signe, Øjvind, Birgitte, Magnus,
      Karen, Thorbjørn, Ida, Frederik, Maja, Henrik, Cæcilie, Jørgen, Astrid, Viggo, Inger, Malthe, Tove, Ålaug, Mikkel, Sørine, Kåre, Emma, Oskar`),
    last: words(`Ågård, Sørensen, Møller, Kjær, Østergaard, Nørgaard, Skov-Hansen, Højgaard, Bæk, Jensen, Pedersen, Rasmussen, Thygesen, Lykke, Toft, Dam,
      Vestergård, Holm, Bruun, Krogh, Mikkelsen, Friis, Juul, Søgaard, Bjerre, Winther, Kaas, Lund, Ravn, Hjorth, Overgaard, Bech, Storgaard, Munk, Øster`),
    titles: words(
      'Butikschef, Salgsassistent, Lagermedarbejder, Køkkenassistent, Regionschef, Chauffør, Piccoline, Souschef, Bager, HR-konsulent, Økonomichef',
    ),
    departments: words('Salg, Lager, Køkken, Økonomi, Kundeservice, Kørsel, Bageri, HR, Drift'),
  },
  en: {
    first:
      words(`Oliver, Amelia, George, Isla, Harry, Ava, Noah, Mia, Jack, Siobhán, Charlie, Grace, Jacob, Freya, Zoë, Alfie, Chloe, Oscar, Evie, James,
      William, Sophie, Thomas, Lily, Ethan, Daisy, Henry, Poppy, Leo, Ruby, Archie, Alice, Max, Florence, Lucas, Erin`),
    last: words(`Smith, O'Brien, Taylor, Brown, Williams, Davies, Evans, Thomas, Johnson, Roberts, Walker, Wright, Robinson, Thompson, White, Hughes, Edwards,
      Green, Hall, Wood, Harris, Lewis, Martin, Jackson, Clarke, Turner, Hill, Cooper, Ward, Morris, Moore, D'Arcy, Baker, Fitz-Gerald, MacLeod`),
    titles: words(
      'Store Manager, Sales Associate, Warehouse Operative, Chef, Area Manager, Driver, Receptionist, Shift Lead, Barista, HR Partner, Controller',
    ),
    departments: words('Sales, Warehouse, Kitchen, Finance, Customer Care, Transport, Front of House, HR, Operations'),
  },
  de: {
    first:
      words(`Jürgen, Lukas, Käthe, Anna-Lena, Björn, Sabine, Günter, Heike, Maximilian, Leonie, Felix, Jana, Sören, Änne, Moritz, Birgit, Torsten, Ute,
      Matthias, Franziska, Uwe, Johanna, Holger, Lieselotte, Jörg, Greta, Emil, Charlotte, Karl-Heinz, Mareike, Ole, Fenja, Hannes, Ilse, Tim, Rosa`),
    last: words(`Müller, Groß, Schäfer, von der Heide, Weiß, Köhler, Krüger, Schröder, Böhm, Jäger, Schulz, Hoffmann, Fuchs, Vogel, Lang, Baumgärtner, Voß,
      Kühn, Pohl, Engel, Horn, Busch, Bergmann, Thomas, Sauer, Arnold, Wolff, Pfeiffer, Ziegler, Kuhn, Löwe, Peters, Brandt, Hübner, Strauß`),
    titles: words(
      'Filialleiter, Verkäuferin, Lagerist, Köchin, Bereichsleiter, Fahrer, Empfang, Schichtführer, Bäcker, Personalreferentin, Buchhalter',
    ),
    departments: words('Verkauf, Lager, Küche, Buchhaltung, Kundendienst, Fuhrpark, Bäckerei, Personal, Betrieb'),
  },
  sv: {
    first:
      words(`Åsa, Göran, Märta, Björn, Linnéa, Håkan, Ebba, Östen, Elsa, Örjan, Alva, Mårten, Saga, Gösta, Kerstin, Nils, Tuva, Sven-Erik, Anna, Johan,
      Ingrid, Axel, Maj-Britt, Elias, Wilma, Torbjörn, Stina, Hampus, Ylva, Lars, Signe, Anders, Ella, Pär, Moa, Hjalmar`),
    last: words(`Åkesson, Öberg, Sjöström, Lindqvist, Björk, Åström, Hägglund, Nyström, Sandström, Bergström, Lövgren, Ekström, Holmgren, Wikström, Forsberg,
      Nordin, Söderberg, Ahlström, Engström, Lundgren, Norberg, Hedlund, Dahl, Ek, Strand, Ljung, Åberg, Palm, Hellström, Blom, Falk, Öhman, Sundin, Grahn`),
    titles: words(
      'Butikschef, Säljare, Lagerarbetare, Kock, Regionchef, Chaufför, Receptionist, Skiftledare, Bagare, HR-partner, Ekonomichef',
    ),
    departments: words('Försäljning, Lager, Kök, Ekonomi, Kundtjänst, Transport, Bageri, HR, Drift'),
  },
};

/** Names from right to left and in other scripts, with the Latin spelling that their e-mail address uses. */
export const otherScripts: readonly (readonly [first: string, last: string, latin: string])[] = [
  ['محمد', 'الحسن', 'mohammed.alhassan'],
  ['יעל', 'כהן', 'yael.cohen'],
  ['ليلى', 'حداد', 'layla.haddad'],
  ['Олена', 'Шевченко', 'olena.shevchenko'],
  ['明', '王', 'ming.wang'],
  ['Nguyễn', 'Thị Ánh', 'nguyen.anh'],
  ['Γιώργος', 'Παππάς', 'giorgos.pappas'],
];

const spelled: Readonly<Record<string, string>> = { æ: 'ae', ø: 'oe', å: 'aa', ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };

/** A name as it stands in an e-mail address: lower case, Latin letters, digits and dots. */
export function mailName(first: string, last: string): string {
  const name = `${first}.${last}`.toLowerCase().replace(/[æøåäöüß]/g, (letter) => spelled[letter] ?? letter);
  return name.normalize('NFD').replace(/[^a-z0-9.]/g, '');
}
