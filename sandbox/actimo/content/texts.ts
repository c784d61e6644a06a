import type { Language } from '../seed/names.js';

/** What the client writes about, in its four languages. HTML is as the editor of the admin UI leaves it. */
interface Texts {
  readonly topics: readonly string[];
  readonly html: readonly string[];
  readonly questions: readonly (readonly [question: string, ...answers: string[]])[];
  readonly comments: readonly string[];
}

export const texts: Readonly<Record<Language, Texts>> = {
  da: {
    topics: [
      'Ny kaffemaskine ☕',
      'Sommerfest på Ærø',
      'Brandøvelse tirsdag',
      'Åbningstider i påsken',
      'Vi hilser på Søren',
      'Kassekursus',
      'Hygiejne i køkkenet',
      'Løft rigtigt',
    ],
    html: [
      '<h2>Kære alle</h2><p>Vi har f&aring;et en <strong>ny</strong> kaffemaskine &ndash; den st&aring;r i <em>kantinen</em>.&nbsp;☕</p><ul><li>Filter hver mandag</li><li>Afkalkning den 1.</li></ul>',
      '<p style="text-align: center;"><span style="color: #e03e2d;">Husk</span> at stemple ind, ogs&aring; n&aring;r du kun er her kort.<br />Sp&oslash;rg <a href="https://nordlys.example/hj%C3%A6lp?a=1&amp;b=2" target="_blank" rel="noopener">her</a>.</p>',
      '<p>Tabel over vagter:</p><table style="border-collapse: collapse; width: 100%;" border="1"><tbody><tr><td>Mandag</td><td>8&ndash;16</td></tr><tr><td>L&oslash;rdag</td><td>10&ndash;14</td></tr></tbody></table>',
      // A list in a list, as the editor nests them, and a picture of the library in the middle of the text.
      '<ol><li>F&oslash;r vagten<ul><li>M&oslash;d ind 10 min. f&oslash;r</li><li>T&aelig;l kassen<ol style="list-style-type: lower-alpha;"><li>m&oslash;nter</li><li>sedler</li></ol></li></ul></li><li>Efter vagten <img style="float: right;" src="/media/1" alt="Kasse &amp; skuffe" width="120" height="80" /></li></ol>',
      // Pasted from Word.
      '<p class="MsoNormal" style="margin-bottom: 0cm; line-height: normal; mso-outline-level: 1;"><!-- [if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--><b style="mso-bidi-font-weight: normal;"><span lang="DA" style="font-size: 12.0pt; font-family: &quot;Calibri&quot;,sans-serif;">Ny ferieplan<o:p></o:p></span></b></p><p class="MsoListParagraphCxSpFirst" style="text-indent: -18.0pt; mso-list: l0 level1 lfo1;"><!-- [if !supportLists]--><span style="mso-list: Ignore;">&middot;<span style="font: 7.0pt &quot;Times New Roman&quot;;">&nbsp;&nbsp;&nbsp;&nbsp; </span></span><!--[endif]-->Uge 28&ndash;30: lukket<o:p></o:p></p>',
    ],
    questions: [
      ['Hvornår skal du vaske hænder?', 'Før arbejdet', 'Efter pausen', 'Begge dele'],
      ['Hvor hænger brandslukkeren?', 'Ved bagdøren', 'I kælderen'],
      ['Må man løfte 40 kg alene?', 'Ja', 'Nej', 'Kun med bælte'],
    ],
    comments: ['Godt at vide 👍', 'Glæder mig!', 'Hvornår præcis?', 'Tak, Åse ❤️'],
  },
  en: {
    topics: [
      'New rota app',
      "Summer do at O'Brien's",
      'Fire drill on Tuesday',
      'Easter opening hours',
      'Say hello to Zoë',
      'Till training',
      'Food hygiene',
      'Lifting safely',
    ],
    html: [
      '<h2>Hi team</h2><p>The new rota is <strong>live</strong> &mdash; have a look.&nbsp;🎉</p><ol><li>Log in</li><li>Pick your shifts</li></ol>',
      '<p>Ask <a href="mailto:help@nordlys.example">help</a> if you &lt;can&#39;t&gt; get in.</p>',
      '<p dir="ltr">For our new colleagues:</p><p dir="rtl">&#1605;&#1585;&#1581;&#1576;&#1575; بكم &ndash; <strong>أهلا</strong> 👋 (10:00)</p><p><img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" alt="" width="1" height="1" /></p>',
      '<ul><li>Opening<ul><li>Lights &amp; alarm</li><li>Till<ul><li>float &pound;150</li></ul></li></ul></li><li>Closing</li></ul>',
    ],
    questions: [
      ['When do you wash your hands?', 'Before work', 'After a break', 'Both'],
      ['Where is the extinguisher?', 'By the back door', 'In the cellar'],
    ],
    comments: ['Great news 👏', 'Count me in', 'What time?'],
  },
  de: {
    topics: [
      'Neue Kaffeemaschine',
      'Sommerfest in Lübeck 🎪',
      'Räumungsübung am Dienstag',
      'Öffnungszeiten an Ostern',
      'Wir begrüßen Jürgen',
      'Kassenschulung',
      'Hygiene in der Küche',
      'Richtig heben',
    ],
    html: [
      '<h2>Liebe Kolleginnen und Kollegen</h2><p>Die <strong>Stra&szlig;e</strong> vor dem Haus wird gesperrt. Gr&uuml;&szlig;e!</p>',
      '<p>Bitte <u>p&uuml;nktlich</u> sein.<br /><img src="/media/1" alt="Plan" width="320" /></p>',
      '<p class="MsoNormal"><span style="font-size: 11.0pt; mso-fareast-language: DE;">Neue Schichtpl&auml;ne ab&nbsp;Montag:<o:p></o:p></span></p><ul style="list-style-type: square;"><li>Fr&uuml;h<ol><li>06:00&ndash;14:00</li></ol></li><li>Sp&auml;t</li></ul>',
    ],
    questions: [
      ['Wann waschen Sie die Hände?', 'Vor der Arbeit', 'Nach der Pause', 'Beides'],
      ['Darf man 40 kg allein heben?', 'Ja', 'Nein'],
    ],
    comments: ['Super!', 'Schöne Grüße aus Köln', 'Wann genau?'],
  },
  sv: {
    topics: [
      'Ny kaffemaskin',
      'Sommarfest på Öland',
      'Brandövning på tisdag',
      'Öppettider i påsk',
      'Hälsa på Åsa',
      'Kassakurs',
      'Hygien i köket',
      'Lyft rätt',
    ],
    html: [
      '<h2>Hej alla</h2><p>Vi har en <strong>ny</strong> maskin. Fr&aring;ga <em>G&ouml;ran</em>.</p>',
      '<blockquote><p>&rdquo;Ordning och reda&rdquo;</p></blockquote><p>L&auml;s mer i p&auml;rmen.</p>',
      '<ol><li>&Ouml;ppna<ul><li>larm</li><li>kassa <a title="Rutin" href="https://nordlys.example/rutin?steg=1&amp;del=2#kassa">enligt rutin</a></li></ul></li><li>St&auml;ng</li></ol><hr /><p><sub>v.</sub> 27<sup>:e</sup> juni</p>',
    ],
    questions: [
      ['När tvättar du händerna?', 'Före arbetet', 'Efter rasten', 'Båda'],
      ['Var hänger brandsläckaren?', 'Vid bakdörren', 'I källaren'],
    ],
    comments: ['Toppen 🙌', 'Jag kommer!', 'Vilken tid?'],
  },
};
