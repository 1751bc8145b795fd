"""Mobile app: what to do in the garden, and what is needed for it."""

from config.demo.company import APP
from config.demo.notation import parse

ITEMS = parse(
    APP,
    """
initiative #saturday | The app people open on Saturday morning | building @tomas -110h..200h team:mobile
| ~mila
> Today the app is the shop in a smaller window, opened 1.3 times a month. Gardeners decide on Saturday
> morning what to do; if we help with that decision, the shopping follows.
>
> **Goal:** 40 % of active people open the app in three of four weekends.
! -71 tomas: Diary study is back: eleven of twelve looked at the weather first and had nothing to tell them
: what it means.
  epic #planner | This week in your garden | building @mateo -35..30 =9/8/4 +planner ~eleni
  > Five things at most, chosen from what grows there, the weather and the time of year.
    feature #week-list | List of this week's tasks | beta @mateo 8 -35..3 =9/8/5
    > Comes on Friday evening. Every task says why now, how long it takes and what one needs for it.
    ?x At most five tasks, the most urgent on top
    ?x Every task has a reason in one sentence
    ? Done, not now and never can be said with one swipe
    ? Without network the last list is shown with its date
    ! -18 eleni: "Never" must really mean never. In the test one man got roses four times and he has none.
    ! -9 mateo: 240 people in the beta. 61 % ticked something on the first weekend.
    ! -8 tomas: Sixty-one! I had hoped for thirty.
    story #my-plants | Tell the app what grows in my garden | beta @mateo 5 -30..-1 =8/8/5 +onboarding
    | blocks:frost-warning
    ?x Twenty most common plants as pictures, the rest by search
    ?x Plants bought from us are there already
    ? Less than a minute for ten plants
    story #frost-warning | Frost warning on the evening before | ready @mateo 3 3..12 =8/8/7 +push
    > For post codes where the forecast goes below 2 °C, only for people with tender plants outside.
    ? Sent before 18:00 local time
    ? At most one a week unless the plants changed
    ? Says which of my plants are meant
    ! -13 mateo: The weather service gives us 2,000 calls a day free. By post code area that is enough.
    story | Tasks move when it rains | backlog 3 =6/6/6
    > No mowing on a wet lawn. Move the task to the next dry day and say so, once.
    story | Watering by soil and weather | backlog @eleni 8 =7/4/3
    story | What can I sow this month? | ready @eleni 3 =7/8/8
    > The most searched question in the shop from February to May. The answer is a table on paper at the
    > moment.
    ? By hardiness zone, indoors and outdoors apart
    ? Only seeds we can deliver within a week
    story | Remember what I did last year | backlog 5 =6/5/5
    > "You cut the apple tree on 2 March." Gardeners love their own records; nobody keeps them.
    story | Share the week's list with my household | backlog 5 =5/4/4
    bug | Tasks for the southern half of Europe come a month late | building @mateo 2 -5..1 =6/9/8
    > The sowing table is for 53° north. Shift by growing degree days, not by calendar.
    ! -6 eleni: My mother in Athens was told to sow tomatoes in May.
    ! -5 mateo: We cannot have that. On it.
    spike | How good is the forecast ten days ahead for our purpose? | released @mateo 2 ..-50
    > Frost: useful up to four days. Rain: up to two. So the list comes on Friday, not on Monday.
  epic #identify | Point the camera at it | ready @tomas 25m..170h =8/5/3 +camera
    feature #plant-id | Name a plant from a photograph | ready @mateo 8 30m..85m =8/6/4 blocks:pest-id
    > With the recognition service of a partner, 4,000 garden plants. We show three guesses with how sure we
    > are, never one as a fact.
    ? Three guesses with a picture each, in under four seconds on 4G
    ? "None of these" asks for a second photograph of the leaf
    ? Photographs are deleted after a day unless kept by the person
    ! -41 tomas: Price is per call. Eleni, what happens in your flow when people take twenty pictures for
    : fun?
    ! -40 eleni: They will. I would show the garden's own plants first, that answers half without a call.
    ! -12 mateo: Budget alarm at 200 € a month is set up at the partner, before we write a line of code.
    feature #pest-id | What is eating my plant? | backlog @tomas 13 100q..170h =8/4/2
    > Forty common pests and deficiencies. The answer is what to do, in order: wait, by hand, by product.
    ? Never suggests a product where waiting is the usual advice
    ? A picture that is not clear gets a question, not a guess
    story | Shelf label becomes a shopping list in the garden centre | dropped 5 =4/3/5
    story | Scan the pot's code for how to plant it | backlog @mateo 3 ..40m =6/9/8
    > 1,800 of our pots have a code that leads to the product page of the shop. Lead to depth, distance and
    > water instead.
    ? Works for plants that are no longer sold
    ? Without network it opens the plant pages that are on the phone
    story | Measure a bed with the camera | backlog 8 =5/3/2 +ios
    > Needs the depth sensor, so a fifth of phones. Nice for a talk, not for now.
    story | Keep a photograph diary per plant | backlog 5 =6/6/5
    > One picture a month, side by side. Stays on the phone; only shared by choice.
    bug | Camera stays black after a telephone call | released @mateo 1 ..-26 =5/9/9 +ios
    spike | Compare two plant recognition services on 300 of our own pictures | released @mateo 3 ..-44
    > | Service | First guess right | In the first three | Price per 1,000 |
    > |---|---|---|---|
    > | A | 71 % | 88 % | 9 € |
    > | B | 78 % | 91 % | 22 € |
    >
    > A with three guesses is good enough.
  epic #know | Growing knowledge at hand | building @eleni -20..100q =6/7/5
  > We answer the same 200 questions by mail. Written once and well, they fit on one page per plant.
    story | One page per plant: light, water, when to cut | beta @eleni 5 -20..6 =7/8/6
    ? Readable at arm's length, with wet hands
    ? Says where the advice comes from
    story #offline-advice | Advice is there without network | building @mateo 5 -6..16 =6/8/5 +offline
    > Allotments have no reception. The pages of one's own plants are kept on the phone, 30 MB at most.
    ? Opens in a second in flight mode
    ? Removed plants free their space
    ! -5 mateo: 30 MB is 400 plants with pictures. Nobody in the beta has more than 60.
    story | Companion plants: good and bad neighbours | backlog 3 =5/4/7
    > Much folklore, little proof. Mark which is which; leave out what the nursery laughs at.
    story | Short films of pruning, no sound needed | backlog 8 =6/5/3
    story | Save an article for the winter | backlog
    story | Glossary for words such as "prick out" | backlog 2 =3/8/9
    story | Ask a gardener, answer within a day | backlog @tomas 13 =7/4/3
    > Claire's team has two trained gardeners. A trial with 200 people would show whether it can be kept up.
    ! -49 mila: I like it. Please find out first what an answer costs us in minutes.
    ! -47 tomas: Seven minutes on average over a hundred mails, with three that took an hour. All three
    : about lawn.
    bug | Latin names are read letter by letter by the screen reader | backlog 1 =3/8/7 +a11y
    chore | Agree who may change growing advice | released @tomas 1 ..-67
    chore | Check the advice for 120 plants with the nursery | building @eleni 3 -12..20
    ! -4 eleni: 74 of 120 done. They disagree with us on hydrangeas and they are right.
  epic #garden-map | Draw my garden | backlog @eleni 120q..200h =6/4/2
    story | Beds as simple shapes with a size | backlog 8 =6/4/3
    story #soil-calculator | How much soil and mulch does this bed need? | backlog @mateo 3 =7/7/7
    > Area times depth in bags, with "add to basket". Could ship without the map, with two number fields.
    ? Bags are rounded up and the rest is said in litres
    ? Works with metres and with steps ("eight steps long")
    story | Sun and shade over the day | backlog 8 =5/3/2
    story | Rotate vegetables over four years | backlog 5 =5/4/4
    feature | Garden in augmented reality | dropped 20 =4/2/1
    ! -92 mateo: Fun to build, and in the test nobody wanted to hold the phone that long.
    spike | Would people draw their garden at all? Paper test with eight | backlog @eleni 2 ..33
""",
)
