"""Invented texts with what makes a number hard to find again: repeats, lists alike, accents, marks, no-break spaces."""

REPORT = """Harbor Gazette | Weekly report
Photo: the new ferry pier at Lindmoor

By the end of 2019 the island county of Lindmoor ran 48 ferries, 12 of them new; in 2018 it had run 36 ferries.
“We carried 1.2 million passengers, a rise of 8.5%,” the harbor office said. Fares stayed at 4.50 crowns.

Piers rebuilt
The county spent 26.5 million crowns (about $3.93 million) on 17 piers – more than 60 percent of it on three of them.
Lindmoor’s own share was 9.4 million crowns; the province paid 12 million crowns and the café fund 5.1 million crowns.

Village by village
Aldmere: 120 homes connected, 14 wells drilled.
Brackley: 131 homes connected, 14 wells drilled.
Carrow: 120 homes connected, 9 wells drilled.
Dunmere: 88 homes connected, 21 wells drilled.

Water
Cisterns: the filled share reached 71%, the cleaned share reached 64%. School lunches: the share reached 97.5%.
A total of 3,064 families have joined, 3,064 in the first round alone. Nearly 2,000 families wait.

Outlook
For 2021 the county plans 52 ferries and 20 piers. It has promised at least 30 million crowns, of which 18 million
crowns are for Aldmere’s breakwater. Some 640 jobs depend on it, and 75 apprentices start each spring.
Caption: ferry no. 7 leaves Lindmoor
"""

CHINESE = """林德县民生简报
更新时间:2020年3月5日

截至2019年底,全县共有渡口617处,船员1438人,登记渔船达到121万吨位,出港率稳定在92%以上。
2019年,全县投入资金2.6亿元,新建农村养老院37个,改造住房3064户,3064户全部入住。

一、饮水安全
蓄水池完好率达到71%,清洗率达到64%。共服务16.4万人,另有23万人轮候。

二、社会救助
发放渡轮票13.5万张,同比增长42.7%。两项票价优惠惠及1.2万人和1.5万人。
全县三分之一的行政村建成互助设施108个,剩余20个将在明年建成。
"""

WEB = """<b>Valley &amp; Ridge &mdash; annual review</b>

The &ldquo;green channel&rdquo; helped 512 households &ndash; twice as many as in 2016 &ndash; and paid 730,000 crowns.
In Ridge&rsquo;s clinics 64 nurses &amp; 22 doctors saw 18,400 patients; waiting time fell by 12&nbsp;days.
&ldquo;Every second family came&rdquo;, says the office&rsquo;s review, &ldquo;and 93 percent came again&rdquo;.
Five mobile teams drove 41,000 kilometers &mdash; 3,500 more than the year before &mdash; to 77 hamlets.
"""

INVENTED = {"report": REPORT, "chinese": CHINESE, "web": WEB}
