/** What a question of another language can be recognised by, and the words of it that name what most questions here are about. */
export interface Tongue {
  readonly name: string;
  /** Letters no other of these languages is written in. */
  readonly letters?: RegExp;
  /** Small words it cannot do without and English does not have. */
  readonly small?: ReadonlySet<string>;
  readonly about: Readonly<Partial<Record<About, RegExp>>>;
}
export type About = 'crash' | 'offline' | 'restart' | 'why' | 'count' | 'today' | 'yesterday';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

export const TONGUES: readonly Tongue[] = [
  {
    name: 'Japanese',
    letters: /[\p{Script=Hiragana}\p{Script=Katakana}]/u,
    about: {
      crash: /クラッシュ|落ち|異常終了/,
      offline: /オフライン|停止中/,
      restart: /再起動/,
      why: /なぜ|どうして/,
      count: /いくつ|何(個|台|件|回)/,
      today: /今日/,
      yesterday: /昨日/,
    },
  },
  {
    name: 'Chinese',
    letters: /\p{Script=Han}/u,
    about: {
      crash: /崩溃|崩潰/,
      offline: /离线|離線/,
      restart: /重启|重啟/,
      why: /为什么|為什麼/,
      count: /多少|几个/,
      today: /今天/,
      yesterday: /昨天/,
    },
  },
  {
    name: 'Korean',
    letters: /\p{Script=Hangul}/u,
    about: {
      crash: /충돌|크래시|다운/,
      offline: /오프라인/,
      restart: /재시작/,
      why: /왜/,
      count: /몇|얼마나/,
      today: /오늘/,
      yesterday: /어제/,
    },
  },
  {
    name: 'Hindi',
    letters: /\p{Script=Devanagari}/u,
    about: {
      crash: /क्रैश/,
      offline: /ऑफ़?लाइन/,
      restart: /रीस्टार्ट|पुनः/,
      why: /क्यों/,
      count: /कितने|कितनी|कितना/,
      today: /आज/,
      yesterday: /कल/,
    },
  },
  {
    name: 'Ukrainian',
    letters: /[іїєґ]|(?<!\p{L})(?:чому|скільки|вчора|вузли)(?!\p{L})/u,
    about: {
      crash: /впал|впав|падін/,
      offline: /офлайн/,
      restart: /перезапус/,
      why: /чому/,
      count: /скільки/,
      today: /сьогодні/,
      yesterday: /вчора/,
    },
  },
  {
    name: 'Russian',
    letters: /\p{Script=Cyrillic}/u,
    about: {
      crash: /упал|падени|сбо[йи]|краш/,
      offline: /оффлайн|офлайн|не в сети/,
      restart: /перезапус/,
      why: /почему/,
      count: /сколько/,
      today: /сегодня/,
      yesterday: /вчера/,
    },
  },
  {
    name: 'Arabic',
    letters: /\p{Script=Arabic}/u,
    about: {
      crash: /تعطل|تحطم|انهار/,
      offline: /غير متصل/,
      restart: /إعادة تشغيل/,
      why: /لماذا/,
      count: /كم/,
      today: /اليوم/,
      yesterday: /أمس/,
    },
  },
  { name: 'Greek', letters: /\p{Script=Greek}/u, about: { why: /γιατί/, count: /πόσ/, today: /σήμερα/, yesterday: /χθες|χτες/ } },
  { name: 'Hebrew', letters: /\p{Script=Hebrew}/u, about: { why: /למה|מדוע/, count: /כמה/, today: /היום/, yesterday: /אתמול/ } },
  { name: 'Thai', letters: /\p{Script=Thai}/u, about: { why: /ทำไม/, count: /กี่/, today: /วันนี้/, yesterday: /เมื่อวาน/ } },
  {
    name: 'German',
    small: words(
      'der das dem den ist sind nicht welche welcher welches warum wieso wie viele zeig zeige mir alle von gestern heute wurde wurden hat haben und auf für letzten letzte knoten agenten gab es bitte mit seit waren',
    ),
    about: {
      crash: /ab(ge)?st(ü|ue)rz|crash/,
      offline: /offline|ausgefallen/,
      restart: /neu ?gestartet|neustart/,
      why: /warum|wieso|weshalb/,
      count: /wie ?viele|anzahl/,
      today: /heute/,
      yesterday: /gestern/,
    },
  },
  {
    name: 'French',
    small: words(
      'les des est sont pourquoi combien quels quelles quel quelle montre moi tous toutes hier une dans ont été pas avec depuis noeud nœud plaît plait svp veuillez sur du nœuds noeuds agents hors ligne aux ce cette qui',
    ),
    about: {
      crash: /plant|crash|tomb/,
      offline: /hors[ -]ligne/,
      restart: /red[ée]marr/,
      why: /pourquoi/,
      count: /combien/,
      today: /aujourd/,
      yesterday: /hier/,
    },
  },
  {
    name: 'Spanish',
    small: words(
      'los las qué que por cuántos cuantos cuáles cuales está están ayer hoy muestra muéstrame todos todas nodos agentes se cayó cayeron fallaron el una del con desde hubo cuántas esta semana',
    ),
    about: {
      crash: /ca(y|í)|fall|crash/,
      offline: /desconectad|fuera de línea|offline/,
      restart: /reinici/,
      why: /por qu[ée]/,
      count: /cu[áa]nt[oa]s/,
      today: /(?<!\p{L})hoy/u,
      yesterday: /(?<!\p{L})ayer/u,
    },
  },
  {
    name: 'Portuguese',
    small: words(
      'os quais quantos quantas porque está estão ontem hoje mostre todos nós nodos falharam caiu caíram não uma dos das com desde quem foi',
    ),
    about: {
      crash: /ca(iu|íram)|falh|travou/,
      offline: /offline|desconectad/,
      restart: /reinici/,
      why: /por ?qu[eê]/,
      count: /quant[oa]s/,
      today: /hoje/,
      yesterday: /ontem/,
    },
  },
  {
    name: 'Italian',
    small: words(
      'gli quali quanti quante perché sono ieri oggi mostra mostrami tutti nodi agenti non una dei delle nella con si è sono andato caduti',
    ),
    about: {
      crash: /crash|caduti|caduto/,
      offline: /offline|non in linea/,
      restart: /riavvi/,
      why: /perch[ée]/,
      count: /quant[ie]/,
      today: /oggi/,
      yesterday: /ieri/,
    },
  },
  {
    name: 'Dutch',
    small: words('het een welke waarom hoeveel zijn gisteren vandaag toon alle niet van werden knooppunten heeft hebben zijn'),
    about: {
      crash: /gecrasht|vastgelopen|crash/,
      offline: /offline/,
      restart: /herstart/,
      why: /waarom/,
      count: /hoeveel/,
      today: /vandaag/,
      yesterday: /gisteren/,
    },
  },
  {
    // Hindi and Urdu in Latin letters.
    name: 'Hindi',
    small: words(
      'kitne kitni kaun kaunsa kaunse kyun kyon kyu kab kaha kahan hua hue hui hai hain thi nahi nahin aaj bhai yaar mujhe batao dikhao sabhi wala wale',
    ),
    about: {
      crash: /crash|gir|band/,
      offline: /offline/,
      restart: /restart/,
      why: /kyu|kyo/,
      count: /kitn/,
      today: /\baaj\b/,
      yesterday: /\bkal\b/,
    },
  },
];
