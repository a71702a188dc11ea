import type { Texts } from '../en';
import type { Facts } from '../en/facts';
import { n, s } from './facts';
import { files } from './files';

const bound = ({ ge, gt, le, lt }: Facts): string => Number(ge ?? gt ?? le ?? lt).toLocaleString('ja');

const codes: Texts['problems']['codes'] = {
  ...files,
  'always-there': () => 'マップに必ず必要な部分なので、削除できません。',
  'arrow-too-short': () => '北の矢印に長さがありません。もう少し長く引いてください。',
  'beacons-changed': (f) =>
    `この電波マップは第${n(f, 'revision')}版に合わせたものですが、その後${s(f, 'level')}のビーコンが変わりました。もう一度作成してください。`,
  'cells-too-many': (f) => `${n(f, 'columns')} 列の表に ${n(f, 'cells')} 個の値があります`,
  'column-twice': (f) => `「${s(f, 'column')}」の列が 2 つあります。`,
  'columns-full': (f) => `列が ${n(f, 'most')} 列を超えています。`,
  'corners-full': (f) =>
    `1 店舗に描ける頂点は、合わせて ${n(f, 'most')} 個までです。頂点を減らしてください。`,
  'draft-empty': () => '下書きに変更がありません。',
  'draft-too-large': (f) => `マップが ${n(f, 'most_mb')} MB を超えます。`,
  'face-unclear': (f) =>
    `${s(f, 'face')}という棚面が ${n(f, 'count')} か所あります。ID を使うか、階を指定してください`,
  'faces-full': (f) => `1 つの商品を配置できる棚面は ${n(f, 'most')} か所までです。`,
  'far-outside': (f) =>
    `(${n(f, 'x_m')}, ${n(f, 'y_m')}) は ${n(f, 'width_m')} × ${n(f, 'height_m')} m の階から大きく外れています。`,
  'features-full': (f) => `1 店舗に描ける要素は ${n(f, 'most')} 個までです。`,
  'few-waypoints': (f) => `地点が ${n(f, 'count')} か所しかありません。計測には 2 か所以上が必要です。`,
  'field-missing': () => '入力されていません。',
  'file-no-text': (f) =>
    `${n(f, 'line')} 行目を文字として読み取れません。UTF-8 または Shift_JIS で保存してください。`,
  'file-too-large': (f) => `${n(f, 'most_mb')} MB を超えています。`,
  'gtin-check-digit': (f) => `${s(f, 'gtin')} のチェックデジットは ${s(f, 'right')} のはずです。`,
  'gtin-length': (f) =>
    `${n(f, 'digits')} 桁です（正しくは 8・12・13・14 桁）。表計算ソフトは先頭の 0 を消すことがあります。`,
  'gtin-no-digits': (f) => `${s(f, 'text')} は商品コードではありません。`,
  'gtin-rounded': (f) => `${s(f, 'text')} は表計算ソフトで丸められています。列を文字列にしてください。`,
  'last-level': () => '店舗には少なくとも 1 つの階が必要です。',
  'line-twice': (f) => `${n(f, 'line')} 行目と同じ内容です`,
  'lines-full': (f) => `${n(f, 'most')} 行を超えています。`,
  'lines-wrong': (f) => `誤りのある行が ${n(f, 'count')} 行あるため、保存していません。`,
  'list-too-long': (f) => `多すぎます。${n(f, 'max_length')} 個までです。`,
  'log-cut': () => 'ファイルが途中で切れています。',
  'log-empty': () => '記録ファイルではありません（ビーコンも加速度も含まれていません）。',
  'logs-full': (f) => `1 回の計測に追加できる記録は ${n(f, 'most')} 個までです。`,
  'no-beacons': (f) => `${s(f, 'level')}にはビーコンがないため、予測できません。`,
  'no-column': (f) => `列が足りません。列名の例：${s(f, 'choices')}`,
  'no-columns': () => '1 行目に列名がありません。JANコード・商品名・分類・棚・階を使ってください。',
  'no-face': (f) => `マップにない棚面です：${s(f, 'faces')}`,
  'no-level': (f) => `この店舗に ${s(f, 'level')} という階はありません。`,
  'no-number': () => '数値ではありません。',
  'no-outline': (f) => `${s(f, 'level')}に外形がありません。`,
  'no-picture': () => '画像ではありません。PNG または JPEG を選んでください。',
  'no-plan': () =>
    '図面として読めないファイルです。PNG・JPEG・DXF・GeoJSON・IMDF・store.json のいずれかを選んでください。',
  'no-result': () => 'この処理には結果がありません。',
  'not-among-choices': () => '選択肢にない値です。',
  'number-too-large': (f) => `${bound(f)} 以下にしてください。`,
  'number-too-small': (f) => `${bound(f)} 以上にしてください。`,
  'other-store': (f) => `このファイルは ${s(f, 'wanted')} ではなく ${s(f, 'of')} のものです。`,
  'picture-too-large': (f) =>
    `画像が ${n(f, 'width_px')} × ${n(f, 'height_px')} ピクセルあります。1 辺 ${n(f, 'most_side_px')}、全体で ${n(f, 'most_px')} ピクセルまで表示できます。`,
  'pictures-full': (f) => `この店舗の画像はすでに ${n(f, 'most')} 枚あります。`,
  'plan-too-much': (f) => `図面の読み取りに ${n(f, 'longest_s')} 秒以上、または多すぎるメモリーが必要です。`,
  'product-otherwise': (f) => `同じ商品が ${n(f, 'line')} 行目と違う名前になっています`,
  'products-changed': () => '違いを表示したあとに商品が変わりました。もう一度比較してください。',
  'products-full': (f) => `1 店舗に登録できる商品は ${n(f, 'most')} 点までです。`,
  'proposal-outdated': (f) =>
    `このマップは第${n(f, 'revision')}版から作られましたが、店舗はすでに第${n(f, 'current')}版です。`,
  'proposal-refused': () => '検証用の歩行で良くならなかったため、公開できるマップがありません。',
  'published-already': (f) => `すでに第${n(f, 'revision')}版として公開されています。`,
  'published-between': () => 'その間に別のマップが公開されました。もう一度お試しください。',
  'quotes-open': () => 'この行の引用符が閉じていないため、以降の行を読み取っていません。',
  'revision-same': (f) => `店舗はすでに第${n(f, 'number')}版と同じ内容です。`,
  'role-needed': (f) => `この操作には ${s(f, 'roles')} の権限が必要です（現在の権限：${s(f, 'yours')}）。`,
  'scales-contradict': (f) =>
    `2 つの寸法が矛盾しています（${n(f, 'one_px')} ピクセルで ${n(f, 'one_m')} m と、${n(f, 'other_px')} ピクセルで ${n(f, 'other_m')} m）。`,
  'store-exists': (f) => `${s(f, 'id')} という店舗はすでにあります。`,
  'text-too-long': (f) => `${n(f, 'max_length')} 文字までです。`,
  'text-too-short': (f) => `${n(f, 'min_length')} 文字以上にしてください。`,
  'text-unseen': () => '目に見えない文字が含まれています。',
  'unreadable-plan': (f) => `図面を読み取れません（${s(f, 'reason')}）`,
  'unreadable-walk': (f) => `歩行の記録として読み取れません（${s(f, 'reason')}）`,
  'unusable-measure': (f) => `この寸法からは縮尺を決められません（${s(f, 'reason')}）`,
  'user-exists': (f) => `${s(f, 'login')} というユーザーはすでにいます。`,
  'walk-elsewhere': () => 'この計測は、別の端末または別の場所のものです。',
  'walk-full': (f) =>
    `1 回の計測に記録できる上限（${n(f, 'most')}）に達しました。いったん終えて、新しく始めてください。`,
  'walk-name': () => 'ファイル名には英数字と . - _ を使い、末尾は .txt か .txt.gz にしてください。',
  'walk-name-taken': (f) => `${s(f, 'name')} という別の記録がすでにあります。`,
  'walk-there': (f) => `同じ記録が ${s(f, 'name')} としてすでにあります。`,
  'walks-full': (f) => `保存できる計測は ${n(f, 'most')} 回までです。古いものを削除してください。`,
};

const types: Texts['problems']['types'] = {
  'not-found': () => '見つかりません。削除された可能性があります。',
  conflict: () => 'その間に内容が変わりました。ページを読み込み直して確認してください。',
  refused: () => 'この操作は許可されていません。',
  'not-authenticated': () => 'ログインの有効期限が切れました。もう一度ログインしてください。',
  'invalid-input': () => '入力内容を受け付けられません。',
  'too-many-requests': (f) => `操作が多すぎます。${n(f, 'retry_after_s')} 秒後にもう一度お試しください。`,
  'service-busy': (f) => `混み合っています。${n(f, 'retry_after_s')} 秒後にもう一度お試しください。`,
  'database-failed': () => 'いまは保存できません。変更はされていません。少し待ってからお試しください。',
  'draft-conflict': () =>
    'ほかの人が同じ箇所を変更しました。変更は失われていません。両方を見て選んでください。',
  'draft-moved': () => '同時に下書きが変更されました。もう一度お試しください。',
  'unpublishable-draft': () => 'マップに誤りが残っています。問題の一覧を確認してください。',
};

const statuses: Texts['problems']['statuses'] = {
  404: 'サービスにこの機能がありません。',
  405: 'サービスがこの操作を受け付けません。',
  413: 'サイズが大きすぎます。',
  500: 'サービスで問題が起きました。記録は残っています。',
  503: 'サービスが混み合っています。少し待ってからお試しください。',
};

const fields: Texts['problems']['fields'] = {
  name: '名前',
  category: '分類',
  gtin: 'JAN コード',
  face: '棚面',
  level: '階',
  time_zone: 'タイムゾーン',
  note: '説明',
  count: '台数',
  error_m: '誤差',
  map_error_m: 'マップのずれ',
  further: '追加する台数',
  login: 'ユーザー名',
  password: 'パスワード',
};

/** サービスが断った理由。 */
export const problems: Texts['problems'] = {
  codes,
  types,
  statuses,
  fields,
  of: (field, text) => `${field}：${text}`,
};
