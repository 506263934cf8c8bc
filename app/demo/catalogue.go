package demo

import "strings"

// Severity classes say how an alert kind's priority is set.
const (
	high = iota // mostly P2 and P3
	mid         // mostly P3
	low         // mostly P4
	work        // jobs and requests: P4 or none
	classCount
)

// classes holds the chances of P1, P2, P3, P4 and none.
var classes = [classCount][5]float64{
	high: {0.03, 0.50, 0.42, 0.05, 0},
	mid:  {0, 0.12, 0.74, 0.14, 0},
	low:  {0, 0.01, 0.05, 0.86, 0.08},
	work: {0, 0, 0.01, 0.34, 0.65},
}

// A template is one alert kind: a title with holes (see render), and how such alerts behave.
type template struct {
	title   string
	class   int
	profile int
	units   int     // bits: 1 east, 2 west, 4 cloud
	parts   string  // letters of partNames on whose services it comes; "" for all
	minutes float64 // factor on the class's usual handling minutes
	hours   float64 // share of the tail's handling hours, by class of kind
}

const (
	onPremises = 1<<east | 1<<west
	onCloud    = 1 << cloud
	everywhere = onPremises | onCloud
)

// A family makes one template of each of its items: "%" in the title becomes the item.
type family struct {
	template
	items string // separated by "|"
}

var families = []family{
	{template{"【障害】ディスク使用率 % 異常 host={host} value={pct}", low, flat, onPremises, "", 0.9, 1.1}, "/|/var|/home|/data|/opt|/backup|/tmp|/u01"},
	{template{"vfs.fs.size[%,pused] > {lim} on {host}", low, flat, everywhere, "", 0.9, 1}, "/|/var/lib|/srv|/mnt/nfs|/boot|/var/spool"},
	{template{"【障害】% プロセス停止 ({host})", mid, flat, onPremises, "wadbm", 1, 1}, "httpd|nginx|postfix|crond|sshd|rsyslogd|chronyd|named|squid|haproxy|vsftpd|snmpd"},
	{template{"%.service failed on {short}", mid, flat, everywhere, "wadm", 1, 0.8}, "redis|memcached|docker|kubelet|tomcat|php-fpm|gunicorn|sidekiq|fluent-bit|keepalived|node_exporter|supervisord"},
	{template{`ALARM: "%" in ap-northeast-1 instance {id}`, low, flat, onCloud, "", 1, 1.3}, "ec2-StatusCheckFailed|ec2-MemoryUtilization|ec2-NetworkOut|ec2-CPUCreditBalance|ec2-DiskReadOps|ebs-BurstBalance|ebs-VolumeQueueLength|asg-InServiceInstances"},
	{template{`ALARM: "%" threshold crossed: {few} datapoints greater than {lim}`, low, evening, onCloud, "", 1, 1.3}, "rds-DatabaseConnections|rds-ReadLatency|rds-WriteIOPS|rds-ReplicaLag|rds-FreeableMemory|aurora-Deadlocks|elasticache-Evictions|elasticache-CurrConnections|dynamodb-ThrottledRequests|kinesis-IteratorAge|sns-NumberOfNotificationsFailed|opensearch-JVMMemoryPressure|cloudfront-5xxErrorRate|waf-BlockedRequests|nat-ErrorPortAllocation|apigw-IntegrationLatency"},
	{template{`ALARM: "%" state changed OK -> ALARM (3 of 3 datapoints)`, mid, evening, onCloud, "", 1, 1}, "alb-TargetResponseTime|alb-UnHealthyHostCount|alb-HTTPCode_ELB_5XX|nlb-TCP_Target_Reset|route53-HealthCheckStatus|ecs-RunningTaskCount|ecs-MemoryReservation|stepfunctions-ExecutionsFailed"},
	{template{"** PROBLEM Service Alert: {short}/% is CRITICAL **", mid, flat, onPremises, "", 1, 1}, "Load Average|Swap Usage|HTTP|HTTPS|SMTP|DNS|LDAP|NFS Mount|RAID Status|Zombie Procs|Total Processes|Tablespace USERS|Listener|Mail Queue|Replication"},
	{template{"** PROBLEM Service Alert: {short}/% is WARNING **", low, flat, onPremises, "", 0.8, 1}, "Load Average|Swap Usage|Inode|Users|NTP Offset|SSL Cipher|Cluster Quorum|Multipath|Temperature|Fan Speed"},
	{template{"[Triggered] % is high on {host} ({pct}%)", low, evening, onCloud, "", 1, 1.2}, "system.load.norm|system.swap.used|nginx.net.conn_dropped|jvm.gc.pause|jvm.heap_memory|postgresql.locks|redis.mem.fragmentation|kafka.consumer_lag|container.memory.usage|trace.http.request.duration"},
	{template{"[Triggered] % error rate above {lim}% for last 5m", mid, evening, onCloud, "", 1, 1}, "checkout-api|login-api|search-api|notification-worker|image-resizer|billing-sync|webhook-relay|session-store|recommend-api|push-gateway"},
	{template{"JOB異常終了: % RC={few} ({host})", work, batch, everywhere, "bdam", 1.1, 2.1}, "在庫引当|会員データ連携|給与連携|ポイント付与|請求データ作成|入金消込|商品マスタ配信|仕入確定|棚卸集計|メール一括配信|契約更新判定|督促リスト作成|予約確定通知|アクセス集計|与信データ取込|カタログ生成|クーポン失効|配送ラベル作成"},
	{template{"【遅延】% が予定終了時刻を {n} 分超過", work, batch, everywhere, "bdam", 0.8, 1.6}, "日次締め|夜間再編成|統計情報更新|全銀データ作成|EDI受信|EDI送信|在庫連携|予約データ同期|画像変換|検索索引再構築|DWHロード|帳票一括出力"},
	{template{"% 開始遅延 (先行ジョブ待ち {n}分)", work, batch, onPremises, "bdam", 0.6, 1.1}, "売上配信|店別損益集計|発注勧告|顧客名寄せ|支払予定作成|原価計算|生産計画展開|所要量計算"},
	{template{"月次処理 % がエラーで停止 {date}", work, closing, everywhere, "bad", 1.5, 1.6}, "売掛締め|買掛締め|在庫評価|給与計算|減価償却|連結データ送信|利用料計算|請求書発行"},
	{template{"ログ監視 {host} /var/log/app.log: % を検出", low, office, everywhere, "wab", 1, 1.4}, "java.lang.NullPointerException|java.net.SocketTimeoutException|java.sql.SQLTransientConnectionException|ORA-01555|ORA-00060|deadlock detected|Too many open files|Connection reset by peer|PDOException|Segmentation fault|UnhandledPromiseRejection|OutOfDiskSpace|session table is full|invalid checksum|certificate verify failed|外部接続エラー|排他エラー|想定外データ"},
	{template{"URL監視 https://www.{domain}/% 応答なし ({ms}ms)", mid, evening, everywhere, "wa", 1, 1}, "login|cart|mypage|search|reserve|api/v1/items|inquiry|news|payment/callback|healthz"},
	{template{"外形監視: % の応答時間が {few} 秒を超過", mid, office, everywhere, "wa", 1, 0.9}, "ログイン画面|検索結果|申込フォーム|決済画面|管理画面|帳票ダウンロード|会員登録|マイページ"},
	{template{"SNMP Trap {ip}: %", low, flat, onPremises, "nmf", 1.2, 1.4}, "linkDown|coldStart|authenticationFailure|bgpBackwardTransition|ospfNbrStateChange|powerSupplyFailed|fanFailed|upsOnBattery|temperatureHigh|stpTopologyChange|vrrpTrapNewMaster"},
	{template{"% {ip} 応答遅延 {ms}ms", low, flat, onPremises, "nmf", 1, 1}, "本社ルータ|拠点ルータ|コアスイッチ|無線コントローラ|ファイアウォール|ロードバランサ|VPN装置|回線終端"},
	{template{"Windows イベント % ({short}) ID={n}", low, office, onPremises, "fam", 1.1, 1.4}, "Disk エラー|NTFS 警告|Service Control Manager|Netlogon|DNS Client|Print Spooler|Group Policy|DFS Replication|VSS|WinRM|Task Scheduler|Kerberos"},
	{template{"バックアップ % 失敗 ({host}) 世代 {date}", work, backup, everywhere, "dfbm", 0.9, 1.8}, "DBフルダンプ|アーカイブログ|差分|システムイメージ|NAS同期|遠隔地転送|スナップショット|テープ搬出|監査ログ保管"},
	{template{"セキュリティ監視: % {ip} ({n}回)", mid, flat, everywhere, "", 1.1, 0.8}, "ログイン失敗多発|ポートスキャン検知|不審な海外アクセス|権限昇格検知|改ざん検知|マルウェア検知|定義ファイル未更新|特権ID利用"},
	{template{"Kubernetes: % namespace=prod count={few}", low, evening, onCloud, "am", 1, 1.2}, "CrashLoopBackOff|ImagePullBackOff|NodeNotReady|PodEvicted|PVC almost full|HPA at max replicas|CronJob failed|Ingress 502|DeploymentReplicasMismatch"},
	{template{"% 滞留 {n}件 ({host})", low, office, everywhere, "abm", 1.1, 1.3}, "メールキュー|連携ファイル|受注キュー|配信キュー|印刷キュー|決済結果通知|FAX送信|承認待ちデータ"},
	{template{"DB監視 {host}: %", mid, flat, everywhere, "d", 1.1, 1}, "表領域使用率超過|セッション数超過|長時間ロック|統計情報が古い|アラートログ ORA-00600|REDOログ遅延|テンポラリ領域不足|バッファヒット率低下"},
	{template{"設備監視: % ({short})", high, flat, onPremises, "nm", 1.5, 0.5}, "UPS入力異常|サーバ室温度上昇|漏水検知|分電盤警報"},
	{template{"重大: % ({host})", high, office, everywhere, "", 1, 0.9}, "全画面応答なし|DB接続不可|ストレージ障害|クラスタ切替発生|決済エラー率超過|主系回線断|認証基盤停止|データ不整合検知"},
	{template{"お客様連絡: % 受付番号 {n}", work, office, everywhere, "", 0.9, 1.4}, "アカウントロック解除|データ抽出依頼|パスワード初期化|再送依頼|ジョブ再実行依頼|権限追加|接続元追加|調査依頼|一時停止依頼|設定変更依頼"},
	{template{"JOB警告終了: % RC={few} ({host})", work, batch, everywhere, "bdam", 0.5, 0.9}, "売上日報|返品集計|会員ランク更新|在庫差異チェック|マスタ整合性検査|レコメンド学習|ログ圧縮|証憑アーカイブ|休眠会員抽出|配送実績取込|在庫スナップショット|外部データ取得"},
	{template{"監視エージェント無通信: % ({host})", low, flat, everywhere, "", 0.8, 0.9}, "メトリクス収集|ログ転送|資産管理|ウイルス対策|バックアップ|脆弱性検査|構成管理|時刻同期"},
	{template{"File watch {host}: % not arrived by {hh}:{mm}", work, morning, everywhere, "bad", 0.8, 1.3}, "SALES_DAILY|STOCK_MASTER|PRICE_LIST|MEMBER_DELTA|BANK_RESULT|SHIPPING_PLAN|POS_JOURNAL|PAYROLL_OUT|EDI_ORDER|CALENDAR|EXCHANGE_RATE|CATALOG_FEED"},
	{template{"[Triggered] % anomaly detected: {n} req/s outside bounds", low, evening, onCloud, "", 0.8, 1}, "orders.created|signup.completed|payment.authorized|cache.hit_ratio|email.bounced|search.zero_results|login.failed|api.latency.p99|worker.heartbeat|stream.rebuffer"},
	{template{"ネットワーク監視: % 閾値超過 {pct}% ({ip})", low, office, onPremises, "nmf", 0.9, 1.2}, "回線使用率|パケットロス|エラーフレーム|無線接続数|NATセッション数|CPU(FW)|メモリ(SW)|ジッタ|帯域制御ドロップ|DHCP残数"},
	{template{"アプリ監視 {host}: %", low, office, everywhere, "wa", 0.9, 1.2}, "スレッド枯渇|接続プール枯渇|GC頻発|セッション急増|キャッシュ不整合|非同期処理の停滞|テンプレート例外|文字化け検知|一時ファイル肥大|ライセンス残数僅少|外部連携リトライ上限|レスポンスサイズ異常"},
	{template{"SaaS連携 % 同期失敗 (HTTP {n})", low, office, everywhere, "am", 1, 0.9}, "勤怠|経費精算|名刺管理|チャット通知|電子署名|CRM|MA配信|地図|本人確認|配送業者"},
	{template{"Certificate for www.{domain} (%) expires in {few} days", work, morning, everywhere, "w", 0.9, 0.5}, "public|intermediate|API client|wildcard"},
}

// A change is what happens to an alert kind from a day on: its rate and minutes are multiplied, over ramp days.
type change struct {
	day           int
	ramp          int
	rate, minutes float64
}

// A head is one of the alert kinds that most hours go to, with its own story in one unit.
type head struct {
	template
	unit   int
	spread int     // services on which it comes
	client string  // only at this one, "" for all of the unit
	hours  float64 // of handling in a whole year at the rate before any change
	change []change
	fix    string // what was done on the first change's day, "" if nothing was
	root   bool
	from   string // the day on which it first came, "" for before the demo
}

func on(date string, ramp int, rate, minutes float64) change {
	return change{dayOf(date), ramp, rate, minutes}
}

var heads = []head{
	{template{"JOB異常終了: 受注データ連携 RC={few} ({host})", work, batch, 0, "abd", 1.1, 0}, east, 5, largeClient, 960,
		[]change{on("2025-06-16", 1, 0.07, 1)}, "受注データ連携の文字コード変換を修正し、再実行を自動化", true, ""},
	{template{"【障害】ディスク使用率 /var/log 異常 host={host} value={pct}", low, flat, 0, "", 0.9, 0}, east, 30, "", 850,
		[]change{on("2025-04-21", 10, 0.13, 1)}, "ログローテーションと圧縮を全サーバーに展開", true, ""},
	{template{"java.lang.OutOfMemoryError: Java heap space (job {n}) {host}", work, office, 0, "abw", 1.2, 0}, east, 9, "", 520,
		[]change{on("2025-02-10", 1, 0.02, 1)}, "メモリリークを修正した版へ更新", true, ""},
	{template{"PROBLEM: Ping 応答なし on {ip} is down", mid, flat, 0, "", 1, 0}, east, 34, "", 530,
		[]change{on("2025-05-12", 20, 0.9, 0.62)}, "切り分け手順を1枚にし、再確認を自動化", false, ""},
	{template{"バックアップ DB論理 失敗 ({host}) 世代 {date}", work, backup, 0, "dbf", 0.8, 0}, east, 10, "", 440,
		[]change{on("2025-03-03", 1, 0.05, 1)}, "バックアップの時間帯を分け、保存先を増設", true, ""},
	{template{"URL監視 https://www.{domain}/ 応答コード 503 ({few}回連続)", mid, evening, 0, "wa", 1, 0}, east, 12, "", 480,
		[]change{on("2025-09-01", 90, 1.4, 1)}, "", false, ""},
	{template{"帳票出力サーバ 応答なし ({host}) 待ち {n}件", work, office, 0, "abmf", 0.7, 0}, east, 8, "", 540,
		[]change{on("2025-09-08", 1, 0.45, 0.8)}, "スプール上限の見直し(暫定)", false, ""},
	{template{"在庫API 応答遅延 {ms}ms (閾値 2000ms)", low, evening, 0, "wad", 1, 0}, east, 4, largeClient, 900, nil, "", false, "2025-10-06"},
	{template{"db replication lag {n} s on {host}", mid, batch, 0, "d", 1.2, 0}, east, 8, "", 290, nil, "", false, ""},

	{template{"ジョブネット 夜間基幹 終了遅延 {n}分", work, batch, 0, "abd", 0.9, 0}, west, 8, "", 870,
		[]change{on("2025-07-07", 7, 0.2, 1)}, "夜間ジョブネットの並列化と開始時刻の前倒し", true, ""},
	{template{"ファイルサーバー D: 使用率 {pct}% ({host})", low, office, 0, "fm", 1, 0}, west, 4, "", 630,
		[]change{on("2025-05-19", 1, 0.12, 1)}, "退避とクォータの設定", true, ""},
	{template{"SNMP Trap {ip}: ifOperStatus down port {few}", low, flat, 0, "nmf", 1, 0}, west, 6, "", 630,
		[]change{on("2025-06-09", 20, 0.45, 1)}, "スイッチのファームウェア更新", true, ""},
	{template{"Windows Update 後の再起動待ち ({host})", work, morning, 0, "fmab", 0.8, 0}, west, 10, "", 330,
		[]change{on("2025-03-10", 1, 0.03, 1)}, "更新の適用を保守枠へ集約", true, ""},
	{template{"POS売上電文 タイムアウト 店舗 {n}", mid, evening, 0, "abd", 1.1, 0}, west, 3, "株式会社凪乃屋百貨店", 440,
		[]change{on("2025-10-06", 90, 2.2, 1)}, "", false, ""},
	{template{"VPN tunnel {few} down peer {ip}", work, flat, 0, "", 0.7, 0}, west, 18, "", 530,
		[]change{on("2025-08-18", 10, 1, 0.68)}, "回線業者への連絡を定型化", false, ""},
	{template{"EDI受信 電文形式エラー 取引先 {n}", work, morning, 0, "bad", 0.8, 0}, west, 6, "", 430,
		[]change{on("2025-07-01", 60, 1.35, 1)}, "", false, ""},
	{template{"【障害】CPU使用率 {pct}% 超過 host={host}", low, office, 0, "", 0.8, 0}, west, 26, "", 580, nil, "", false, ""},

	{template{`ALARM: "ec2-CPUUtilization-high" in ap-northeast-1 instance {id}`, low, evening, 0, "", 0.9, 0}, cloud, 20, "", 810,
		[]change{on("2025-05-26", 14, 0.5, 1)}, "自動拡張の方針を予測型へ変更", true, ""},
	{template{"Kubernetes: OOMKilled deployment/api-worker restarts={few}", low, evening, 0, "am", 1, 0}, cloud, 8, "", 600,
		[]change{on("2025-11-03", 70, 1.7, 1)}, "", false, ""},
	{template{`ALARM: "lambda-Errors" function order-sync ({few} errors)`, low, flat, 0, "", 1, 0}, cloud, 10, "", 540,
		[]change{on("2025-08-25", 7, 0.7, 1)}, "再試行と重複排除を関数に追加", false, ""},
	{template{"[Triggered] API 5xx rate is high on {host} ({pct}%)", mid, evening, 0, "wa", 1, 0}, cloud, 14, "", 540,
		[]change{on("2025-10-20", 10, 0.55, 1)}, "接続プールの上限と再試行の間隔を調整", false, ""},
	{template{`ALARM: "sqs-ApproximateAgeOfOldestMessage" {n} sec`, low, flat, 0, "abm", 0.9, 0}, cloud, 8, "", 450, nil, "", false, ""},
	{template{"外部AI API レート制限超過 429 ({n}回/分)", low, office, 0, "am", 1, 0}, cloud, 6, "", 540, nil, "", false, "2025-07-14"},
	{template{`ALARM: "rds-FreeStorageSpace" below {n} MB`, work, flat, 0, "d", 0.6, 0}, cloud, 9, "", 470,
		[]change{on("2025-06-23", 1, 0.12, 1)}, "ストレージの自動拡張を有効化", true, ""},
	{template{"決済電文 応答遅延 {ms}ms (加盟店 {n})", mid, evening, 0, "adw", 1, 0}, cloud, 3, "株式会社まめつぶペイメント", 340,
		[]change{on("2026-01-19", 30, 1.7, 1)}, "", false, ""},
	{template{"デプロイ失敗 pipeline #{n} stage=migrate", work, office, 0, "wad", 0.7, 0}, cloud, 10, "", 400, nil, "", false, ""},
}

// tail gives one template for each item of each family.
func tail() []template {
	var out []template
	for _, f := range families {
		for item := range strings.SplitSeq(f.items, "|") {
			t := f.template
			t.title = strings.Replace(t.title, "%", item, 1)
			out = append(out, t)
		}
	}
	return out
}
