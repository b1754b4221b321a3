/**
 * A font for labels on pictures, 5 × 7 with one row below the base line, so that drawing text needs no font of the system.
 * The printable characters of ASCII from the blank on; of each eight rows from the top, a digit of base 32 a row, whose five
 * bits are the pixels from the left.
 */
const GLYPHS = [
  '00000000 44444040 aaa00000 aavavaa0 4fke5u40 op248j30 cik8lid0 44400000', //   ! " # $ % & '
  '24888420 84222480 04lel400 044v4400 00000c48 000v0000 00000cc0 01248g00', // ( ) * + , - . /
  'ehhhhhe0 4c4444e0 eh1248v0 v2421he0 26aiv220 vgu11he0 68guhhe0 v1248880', // 0 1 2 3 4 5 6 7
  'ehhehhe0 ehhf12c0 0cc0cc00 0cc0c480 248g8420 00v0v000 84212480 eh124040', // 8 9 : ; < = > ?
  'eh1dlle0 ehhhvhh0 uhhuhhu0 ehggghe0 sihhhis0 vgguggv0 vgguggg0 ehgnhhf0', // @ A B C D E F G
  'hhhvhhh0 e44444e0 72222ic0 hikokih0 ggggggv0 hrllhhh0 hhpljhh0 ehhhhhe0', // H I J K L M N O
  'uhhuggg0 ehhhlid0 uhhukih0 fgge11u0 v4444440 hhhhhhe0 hhhhha40 hhhllla0', // P Q R S T U V W
  'hha4ahh0 hhha4440 v1248gv0 e88888e0 0g842100 e22222e0 4ah00000 000000v0', // X Y Z [ \ ] ^ _
  '84200000 00e1fhf0 ggmphhu0 00egghe0 11djhhf0 00ehvge0 698s8880 00fhhf1e', // ` a b c d e f g
  'ggmphhh0 40c444e0 206222ic ggikoki0 c44444e0 00qlllh0 00mphhh0 00ehhhe0', // h i j k l m n o
  '00uhhugg 00fhhf11 00mpggg0 00fge1u0 88s88960 00hhhjd0 00hhha40 00hhlla0', // p q r s t u v w
  '00ha4ah0 00hhhf1e 00v248v0 24484420 44444440 84424480 008l2000', //          x y z { | } ~
]
  .join(' ')
  .split(' ');

/** Pixels of a character's cell: its width, its height above the base line, and the gap to the next one. */
export const GLYPH = { width: 5, height: 7, gap: 1 } as const;

const FIRST = ' '.charCodeAt(0);
const UNKNOWN = '?'.charCodeAt(0) - FIRST;

/**
 * The pixels of a character that are set, from the top left of its cell; y = 7 is below the base line. A character that the
 * font lacks looks like a question mark.
 */
export function glyphPixels(character: string): { x: number; y: number }[] {
  const rows = GLYPHS[character.charCodeAt(0) - FIRST] ?? GLYPHS[UNKNOWN] ?? '';
  return Array.from(rows).flatMap((row, y) => {
    const bits = parseInt(row, 32);
    return [0, 1, 2, 3, 4].filter((x) => bits & (16 >> x)).map((x) => ({ x, y }));
  });
}

/** Text in the characters of the font: accents are dropped, of other characters a question mark remains. */
export const toFontCharacters = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]/gu, '?');
