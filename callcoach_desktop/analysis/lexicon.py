"""English words that carry a function. All rules of this language live on these lists and nowhere else.

Words are bare: lower case, no punctuation, one kind of apostrophe.
"""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(words.split())


LANGUAGE = "en"

# "Mm-hm" as people write it, and as recognisers do ("um-hum").
BACKCHANNELS = word_set(
    "mm hm mmhm mhm mmhmm mmm hmm hum umhum unhum uhum mhum humhum huh uh uhhuh uhuh um ah oh "
    "yeah yep yup yes ye right okay ok sure exactly true absolutely definitely good great cool fine nice wow really "
    "gotcha alright aye totally indeed understood"
)
FILLERS = word_set("um uh uhm uhh umm erm er err hmm mm")
FILLER_PAIRS = frozenset({("you", "know"), ("i", "mean"), ("sort", "of"), ("kind", "of")})

# Words that open an utterance without being part of what is said.
OPENERS = word_set(
    "and so but well okay ok right now yeah yes yep no oh ah um uh erm hmm like alright great good lovely sure thanks "
    "sorry perfect or then hey cool fine brilliant um look listen see hello hi just because actually honestly aye ooh "
    "anyway true exactly fair"
)

WH = word_set(
    "what who whom whose which where when why how whereabouts what's who's where's when's why's how's how're "
    "what're what'd how'd where'd who'd what'll who'll who're why'd"
)
AUX = word_set(
    "do does did is are was were am have has had can could will would shall should may might must "
    "don't doesn't didn't isn't aren't wasn't weren't haven't hasn't hadn't can't couldn't won't wouldn't shan't "
    "shouldn't mustn't ain't"
)
ASKING = WH | AUX  # words that an asking form begins with
SUBJECTS = word_set(
    "i you he she it we they that this these those there your my our his her their the a an any anyone anybody "
    "anything everyone everybody someone somebody something one all each both y'all ye you're it's that's"
)
PRONOUNS = word_set("i you he she it we they that this these those there")
CONTRACTED = word_set(
    "i'm i've i'd i'll you're you've you'd you'll he's he'd he'll she's she'd she'll it's it'd it'll we're we've we'd "
    "we'll they're they've they'd they'll that's that'd that'll there's there'd here's let's"
)
# After an auxiliary these show that its subject stood before it: "have been", "is not", "would like".
NOT_A_SUBJECT = word_set(
    "been be not to got had done have gone never always just really also only probably still already going like love "
    "say think know see want need do go get take make come tell give use work help"
)
TAG_AUX = word_set(
    "isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't can't couldn't won't wouldn't shouldn't "
    "ain't is are was were do does did have has can could will would innit"
)
TAG_WORDS = word_set("right yeah yes okay ok no correct huh eh hey agreed fair innit cool deal sir")
YES = word_set(
    "yes yeah yep yup sure exactly correct right absolutely definitely okay ok mhm mmhm aye indeed certainly uhhuh "
    "true course agreed precisely ja"
)
# Words with which a listener takes note of what was told rather than answers.
NOTED = word_set("okay ok right oh good great lovely thanks thank well sure fine brilliant perfect cool ah mm hm mhm")
SECOND_PERSON = word_set("you your yours you're you've you'd you'll yourself yourselves y'all")
FIRST_PERSON = word_set("i my mine me i'm i've i'd i'll we our ours us we're we've we'd we'll myself")
NO = word_set("no nope nah not never neither")
NEGATIVE_KNOWING = word_set("know see understand remember tell wonder sure idea clue care mind matter depends")

# After these a question word begins a part of a statement: "I know what ...", "that's why ...".
EMBEDS = NEGATIVE_KNOWING | WH | word_set("of about to that that's is said says asked")
# A speaker who goes on with one of these may be answering himself.
OWN_ANSWERS = YES | NO | word_set("because well it to that's")

# Too short of meaning to show that one speaker takes up the other's words.
FUNCTION_WORDS = (
    WH
    | AUX
    | SUBJECTS
    | CONTRACTED
    | OPENERS
    | word_set(
        "to of in on at for with by from about into over after before up down out off as than if not only too also me "
        "us him them it's be been being get got go going know think mean really very more most some much many per "
        "thing things say said want one two yourself lot bit kind sort there here through between under again "
        "yours mine ours theirs such same other own"
    )
)

# Common words that are known by name although they are no function words: verbs of asking, knowing and feeling, words
# of time and order, and what stands at the edges of clauses.
COMMON = word_set(
    "again ago ahead already always another any anyone anything ask asked asking away back because best bet "
    "better between board bother call called came care change check clear come comes course curious day days done "
    "each either else end enough even ever every everybody everything explain fair feel first follow forgive free "
    "getting give gives go goes gone guess happen happens happy hear heard help hold honest hope hour hours idea "
    "interested just keep know last later leave less let let's like line little long look looking looks love "
    "makes making matter maybe mean means meet mind minute minutes moment month months morning much must name "
    "need needs never new next nobody nothing now number off often once only open order ours own pay people "
    "perhaps please point possible problem put quick rather ready reason remember room same say saying says see "
    "seem seems sense set side since small somebody someone something soon sort sound sounds speak start started "
    "still stop suit suppose sure take takes taking talk tell telling thank thing think thinking till time times "
    "today together told tomorrow too tried try trying understand until use used using wait walk want wanted was "
    "way week weeks went whether whole wish without wonder wondering word work works worried worth year years "
    "yesterday yet"
)

# After these an auxiliary comes before its subject in statements too, or the pronoun was theirs: "nor do we".
INVERTING = word_set("nor neither than only never rarely hardly as that this there it i you we they he she not to")

NUMBERS = word_set(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million half dozen "
    "third quarter"
)

MONEY = word_set(
    "price prices priced pricing cost costs costing budget budgets discount discounts discounted quote quoted "
    "quotation euro euros quid bucks dollar dollars fee fees afford expensive cheaper dearer upfront markup surcharge "
    "rebate pricey vat affordable"
)
MONEY_UNITS = word_set("dollar dollars euro euros pound pounds quid bucks cents grand percent pence k")
# They speak of price only among other signs of it: a number, a money word, or a sentence before that was clear.
MONEY_HINTS = word_set(
    "pay pays paid paying payment payments payable money rate rates charge charges charged "
    "finance financed bill billed contract tradein freight setup installment instalment deposit lowest "
    "figure total annual monthly yearly annually quarterly double offer offered money's cash cheap commission increase"
)
PRICE_PHRASES = (
    " how much is ", " how much are ", " how much would ", " how much does ", " how much do you charge ", " ballpark ",
    " the damage ", " money wise ", " moneywise ", " off the price ", " free of charge ", " no charge ",
    " for nothing ", " for free ", " not a cent ", " the same money ", " more money ", " knock off ",
    " money off ", " come down ", " direct debit ", " list price ", " payment terms ", " throw in ",
    " purchase order ", " best number ", " the number ", " a big number ", " what we pay ", " we pay ", " pay for it ",
)  # fmt: skip
PERCENT_OF_PRICE = word_set(
    "off discount increase uplift down price prices cheaper less more add raise cut margin rise"
)
PRICED_BY = word_set(
    "month year week quarter day head seat user person unit piece truck vehicle site licence license employee room "
    "door drop visit hour kilo litre box pallet clinic club restaurant lift"
)
