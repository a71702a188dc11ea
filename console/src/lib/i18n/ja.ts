import type { Texts } from './en';
import { editor } from './ja/editor';
import { floor } from './ja/floor';
import { problems } from './ja/problems';
import { quality } from './ja/quality';
import { health } from './ja/health';
import { products } from './ja/products';
import { storePages } from './ja/store_pages';
import { survey } from './ja/survey';

/** 画面の文言（日本語）。英語版と同じ項目を持つ。 */
export const ja: Texts = {
  product: 'Aislecast',
  language: '言語',
  theme: { label: '配色', auto: '端末に合わせる', light: 'ライト', dark: 'ダーク' },
  skip: '本文へ移動',
  retry: '再試行',
  close: '閉じる',
  cancel: 'キャンセル',
  notFound: {
    title: 'ページが見つかりません',
    body: 'アドレスが間違っているか、ページが移動した可能性があります。',
    action: '店舗一覧へ',
  },
  offline: 'オフラインです。最後に受信した内容を表示しています。',
  account: { logOut: 'ログアウト', as: (login: string) => `${login} でログイン中` },

  logIn: {
    title: 'ログイン',
    lead: '売場でいま起きていることを、そのまま画面に。',
    login: 'ユーザー名',
    password: 'パスワード',
    submit: 'ログイン',
    submitting: 'ログインしています…',
    show: 'パスワードを表示',
    hide: 'パスワードを隠す',
    wrong: 'ユーザー名またはパスワードが違います。確認してもう一度お試しください。',
    missing: 'ユーザー名とパスワードを入力してください。',
    tooMany: (s: number) => `試行回数が上限に達しました。${s} 秒後にもう一度お試しください。`,
    ended: 'ログインの有効期限が切れました。もう一度ログインすると、元の画面に戻ります。',
    unreachable: 'サービスから応答がありません。送信はされていません。少し待ってからお試しください。',
    firstUser: 'はじめてお使いの方は、Aislecast を動かしているマシンで次を実行してください。',
    firstUserCommand: 'aislecast user add ユーザー名',
  },

  stores: {
    title: '店舗',
    search: '店舗を検索',
    none: '店舗がまだありません',
    noneBody:
      '店舗の登録は図面から始まります。フロアの画像が 1 枚あれば十分です。図面データがあれば手間が省けます。',
    noMatch: (words: string) => `「${words}」に一致する店舗はありません。`,
    add: '店舗を追加',
    failed: '店舗一覧を読み込めませんでした',
    failedBody: 'サービスから応答がありません。保存済みのデータに影響はありません。',
    onFloor: (n: number) => `来店中 ${n.toLocaleString('ja')} 人`,
    offersToday: (n: number) => `本日のオファー ${n.toLocaleString('ja')} 件`,
    revision: (n: number) => `マップ第 ${n} 版`,
    open: (name: string) => `${name}のライブフロアを開く`,
    updated: (time: string) => `${time} から更新されていません`,
  },

  addStore: {
    title: '図面から店舗を追加',
    file: 'フロアの図面',
    fileHint: '画像（PNG、JPEG）、DXF、IMDF（.zip）、GeoJSON、store.json が使えます。',
    name: '店舗名',
    timeZone: 'タイムゾーン',
    ofPlan: '図面のとおり',
    kind: '用途',
    live: '本番店舗',
    liveHint: '実際のお客様が対象です。レポートは 20 人以上のまとまりで表示します。',
    trial: '試験店舗',
    trialHint: '録画データとシミュレーション用です。あとから本番店舗には変更できません。',
    submit: '追加する',
    submitting: '追加しています…',
    missing: '先にファイルを選んでください。',
    exists: '同じ名前の店舗がすでにあります。別の名前にするか、その店舗のマップを変更してください。',
    failed: (why: string) => `店舗を追加できませんでした。${why}`,
  },

  storePages,
  survey,

  health,

  products,
  floor,
  problems,
  quality,
  editor,

  trial: {
    badge: '試験店舗',
    explain:
      '試験店舗：録画データとシミュレーションで、実際のお客様ではありません。少人数でもそのまま表示します。',
  },

  live: {
    title: 'ライブフロア',
    loading: 'フロアを読み込んでいます…',
    missing: '店舗が見つかりません',
    missingBody: '削除されたか、別のシステムのリンクかもしれません。',
    failed: 'フロアを読み込めませんでした',
    failedBody: 'サービスから応答がありません。保存済みのデータに影響はありません。',
    planLabel:
      'お客様の位置を示すフロア図。矢印キーで移動、＋と－で拡大・縮小します。同じ内容は横の表でも確認できます。',
    level: '階',
    zoomIn: '拡大',
    zoomOut: '縮小',
    fit: 'フロア全体を表示',
    beacons: 'ビーコン',
    showBeacons: 'ビーコンを表示',
    hideBeacons: 'ビーコンを隠す',
    legend: '凡例',
    beacon: 'ビーコン',
    legendOk: '位置を把握',
    legendSearching: '測位中（推定位置）',
    legendLost: '見失い（最後の位置）',
    legendRing: '3 回に 2 回ほどは、この枠の中にいます',
    legendOffer: 'オファーを送った場所',
    search: 'ゾーン・お客様を検索',
    searchNone: '一致するものがありません。',
    panels: 'フロアの詳細',
    expand: '一覧を広げる',
    shrink: 'フロアを広げる',

    stream: {
      connecting: '接続しています…',
      live: 'ライブ',
      stale: (time: string) => `${time} から更新がありません`,
      lost: (time: string) => `接続が切れました。${time} 時点のフロアです。再接続しています…`,
      lostNew: 'まだ接続できていません。再接続しています…',
      offline: (time: string) => `オフラインです。${time} 時点のフロアです。`,
    },

    zones: {
      title: 'ゾーン',
      zone: 'ゾーン',
      people: '人数',
      none: 'この階にはゾーンがありません',
      noneBody: 'マップにゾーンを描くと、どこに何人いるかがわかります。',
      select: (name: string) => `${name}をフロアに表示`,
    },

    shoppers: {
      title: 'お客様',
      caption: 'この階にいるお客様',
      label: '識別名',
      place: '場所',
      status: '測位',
      precision: '誤差',
      age: '受信',
      ok: '把握',
      searching: '測位中',
      lost: '見失い',
      nowhere: 'ゾーン外',
      metres: (m: string) => `± ${m} m`,
      none: 'フロアには誰もいません',
      noneBody: '同意したお客様のアプリが送信を始めると、ここに表示されます。',
      noneTrial: 'シミュレーションは「aislecast sim stream」、録画は「aislecast replay」で送れます。',
      otherLevel: (n: number) => `ほかの階に ${n} 人`,
      follow: (label: string) => `${label} を追う`,
      unfollow: '追跡をやめる',
      following: (label: string) => `${label} を追跡中`,
      left: (label: string) => `${label} は退店しました`,
      stale: 'しばらく受信がありません',
    },

    offers: {
      title: 'オファー',
      caption: '送信したオファー（新しい順）',
      time: '時刻',
      campaign: 'キャンペーン',
      zone: 'ゾーン',
      shopper: 'お客様',
      none: 'オファーはまだありません',
      noneBody: 'キャンペーンがオファーを送ると、すぐにここと図面に表示されます。',
      fired: (campaign: string, zone: string) => `オファー送信：${campaign}（${zone}）`,
      show: (campaign: string) => `${campaign} を送った場所をフロアに表示`,
    },
  },

  ago: {
    now: 'いま',
    seconds: (s: number) => `${s} 秒前`,
    minutes: (min: number) => `${min} 分前`,
    hours: (h: number) => `${h} 時間前`,
  },

  shortcuts: {
    title: 'キーボードショートカット',
    open: 'キーボードショートカット',
    everywhere: '共通',
    onFloor: 'ライブフロア',
    help: 'この一覧を表示',
    search: '検索',
    stores: '店舗一覧へ',
    leave: '追跡をやめる・開いているものを閉じる',
    pan: '図面を動かす（図面を選択中）',
    zoom: '拡大・縮小',
    fit: 'フロア全体を表示',
    nextShopper: '次・前のお客様を追う',
    beacons: 'ビーコンの表示を切り替える',
    then: '→',
    or: 'または',
    arrows: '矢印キー',
  },
};
