import type { survey as english } from '../en/survey';

const n = (value: number) => value.toLocaleString('ja');
const ms = (s: number) => `${(s * 1000).toLocaleString('ja', { maximumFractionDigits: 0 })} ミリ秒`;

export const survey: typeof english = {
  title: '計測',
  loading: '歩くルートを作成しています…',
  failed: '計測画面を開けませんでした',
  failedBody: 'サービスから応答がありません。この端末に保存した記録は失われていません。',
  level: 'フロア',
  map: '提案ルート、計測済みの範囲、次の記録地点を示したフロア図',
  showAll: 'フロア全体を表示',
  follow: '歩行に合わせて地図を動かす',
  share: 'フロアの計測済みの割合',
  percent: (value) => `計測済み ${value} %`,

  proposed: (m, taps) => `ルート ${m} m、記録 ${n(taps)} 回。`,
  takes: (min) => `所要時間は約 ${n(min)} 分です。`,
  covered: 'すべて計測済みです。逆回りにもう一度歩くと、精度がさらに確かになります：',
  begin: '計測を始める',
  recorded: '記録する内容',
  taps: '地点',
  tapsBody: 'ボタンを押すたびに現在地を記録します。次の地点までは、まっすぐ一定の速さで歩いてください。',
  radio: '電波',
  motion: '端末の動き',
  motionAsked: '開始時に許可すると、端末の動きを記録します。端末は体の前で水平に持ってください。',
  motionImpossible:
    '記録しません。動きを取得できるのは HTTPS 接続で、センサーのある端末だけです。地点と電波だけでも地図は作成できます。',
  motionCount: {
    off: (_s) => '動き：未開始',
    on: (s) => `動き：${n(s)} 秒`,
    denied: (_s) => '動き：許可されていません',
    impossible: (_s) => '動き：記録なし',
  },

  next: '次の地点：',
  kinds: {
    door: (name) => `出入口「${name}」の前`,
    corner: (name) => (name === '' ? '壁の角' : `「${name}」の角`),
    open: (_name) => '地図の印の位置',
  },
  away: (m) => `（ここから ${m} m）`,
  corrected: '印を動かしました。印の位置で記録します。',
  nothingLeft: 'これで完了です。',
  nothingLeftBody: '計測を終了するか、残りのルートを作成してください。',
  here: 'ここにいます',
  undo: '直前の区間を取り消す',
  goBack: '印の位置まで戻って記録してください。そこから次の区間が始まります。',
  redo: '区間を歩き直す',
  redoTitle: '区間を歩き直す',
  redoBody: '選んだ 2 地点の間の記録を取り消します。最初の地点に戻り、もう一度記録しながら歩いてください。',
  redoFrom: '開始地点',
  redoTo: '終了地点',
  redoSubmit: '取り消して歩き直す',
  pause: '一時停止',
  paused: '一時停止中です。次の地点で記録すると再開します。それまでは記録されません。',
  end: '計測を終了',
  more: '一時停止・歩き直し・ほかの地点',
  skip: 'この地点を後回しにする',
  replan: 'ここから残りのルートを作成',
  placeExactly: '印の位置（メートル）',
  moveLast: '直前の記録をこの位置に直す',
  tapCount: (value) => `記録 ${n(value)} 地点`,
  notKept: (why) => `この端末に保存できませんでした（${why}）。空き容量を確保して、もう一度お試しください。`,
  flaws: {
    backwards: '端末の時計が戻ったため、この地点は使われません。',
    'clock-set': '端末の時計が変わったか、スリープしたため、この区間は使われません。ここから続けてください。',
    'too-long': '計測が 4 時間を超えました。終了して、新しく始めてください。',
    'too-slow': '前の記録から 2 分以上たったため、この区間は使われません。ここから続けてください。',
    'too-fast': '歩く速さとしては速すぎます。印の位置を確認してください。この区間は使われません。',
    'no-such-tap': '変更しようとした地点は、すでにありません。',
    'after-the-end': 'この計測はすでに終了しています。',
  },

  lines: {
    sent: (_n) => '送信済み',
    sending: (value) => `送信中（${n(value)} 件）…`,
    offline: (value) => `オフライン：${n(value)} 件を端末に保存中`,
    failing: (value) => `サービスの応答に問題があり、再送しています：${n(value)} 件を端末に保存中`,
    refused: (value) => `受け付けられませんでした：${n(value)} 件を端末に保存中`,
  },
  offlineSince: (value, time) => `${time} からオフライン：${n(value)} 件を端末に保存中`,
  refusedBody: (why) => `この計測は受け付けられませんでした：${why}`,
  drop: 'この計測を破棄する',
  stayOpen:
    'このページを開いたままにしてください。HTTPS でない接続では、オフライン中に再読み込みできません。',

  ending: '計測を終了しました。残りを送信しています。端末はしまってもかまいません。',
  done: '計測を保存しました',
  legs: '区間',
  heard: (value, of) => `記録した地点の間で、ビーコン ${n(of)} 台の電波を ${n(value)} 回受信しました。`,
  unjoined: (value) =>
    `${n(value)} 回分は時刻が十分に確かではありません。スキャナーを一度ネットワークにつないでから、再確認してください。`,
  noRadio: '電波の記録がまだありません。スキャナーの記録を送ってください：aislecast survey send ファイル名',
  clocks: '時刻の誤差',
  clockError: (phone, scanner) =>
    phone === null
      ? 'まだ分かりません。'
      : `端末 ${ms(phone)} 以内${scanner === null ? '' : `、スキャナー ${ms(scanner)} 以内`}`,
  follows: '全区間で記録しました。この計測は、測位精度の評価にも使えます。',
  fitAlone: '記録のない区間があります。地図の作成には使えますが、追跡評価（track、evaluate）には使えません。',
  again: '残りを確認',
  refresh: '再確認',
  addLog: 'この端末のアプリで記録したファイルを追加',
  addLogBody: 'この端末で記録したファイル（形式は docs/recordings.md）：',
  logAdded: '追加しました。',
  logRefused: (why) => `追加できませんでした：${why}`,

  scanner: {
    none: 'スキャナーが接続されていないため、電波は記録されません。',
    why: 'ブラウザーは、バックグラウンドでビーコンを受信できません。受信用のノートパソコンか Raspberry Pi を一緒に持って歩いてください。歩行中のネットワーク接続は不要です。',
    pair: '接続コードを表示',
    type: 'ノートパソコンか Raspberry Pi で、次のように入力します：',
    lasts: 'コードで接続できるのは 1 台、有効期間は 30 分です。',
    failed:
      'サービスに接続できないと、コードを表示できません。オフラインになる前に接続するか、後でスキャナーのファイルを送ってください。',
    hears: (name, value) => `${name} が受信中：${n(value)} 回、最終受信`,
    silent: 'まだありません',
    release: '接続を解除',
  },
};
