"""What goes with what: reasons and their effects, sensible requests and proposals, what is where."""

# ruff: noqa: E501 - a table reads best with one entry a line

# What makes people do what: `condition | what they then do | what they then cannot do`, senses as korean:english
# and `= objects` where only some make sense.
REASONS = """
배가 고프다:be hungry | 먹다:eat; 굽다:grill; 요리하다:cook; 만들다:make = 샌드위치 수프 음식 |
목이 마르다:be thirsty | 마시다:drink |
피곤하다:be tired | 쉬다:rest; 자다:sleep; 눕다:lie down; 돌아가다:return; 타다:take = 택시 | 운동하다:exercise; 일하다:work; 공부하다:study
바쁘다:be busy | 일하다:work; 타다:take = 택시 | 보다:watch = 영화 드라마 텔레비전; 만나다:meet = person; 여행하다:travel; 쉬다:rest; 놀다:play
아프다:be sick | 쉬다:rest; 먹다:take = 약; 눕다:lie down | 일하다:work; 하다:play = 축구 야구 농구; 먹다:eat; 가다:go = 회사 학교
기분이 좋다:be in a good mood | 부르다:sing; 춤을 추다:dance; 웃다:laugh; 산책하다:take a walk |
기분이 나쁘다:be in a bad mood | 걷다:walk; 듣다:listen to = 음악 노래; 먹다:eat; 쇼핑하다:go shopping | 웃다:laugh; 공부하다:study
슬프다:be sad | 울다:cry; 걷다:walk; 듣다:listen to = 음악 노래; 일기를 쓰다:write in a diary | 웃다:laugh; 자다:sleep
외롭다:be lonely | 전화를 걸다:make a phone call; 쓰다:write = 편지 이메일; 만나다:meet = person; 보다:watch = 영화 드라마 |
비:it rain | 쉬다:rest; 타다:take = 택시 버스 지하철; 보다:watch = 영화 드라마 텔레비전; 읽다:read = 책 소설 잡지 | 산책하다:take a walk; 치다:play+ = 테니스 골프; 타다:ride = 자전거 오토바이
눈:it snow | 스키를 타다:ski; 찍다:take = 사진; 쉬다:rest; 타다:take = 지하철 기차 | 타다:ride = 자전거 오토바이; 달리다:run
날씨:be good | 산책하다:take a walk; 타다:ride = 자전거 말; 찍다:take = 사진; 걷다:walk; 하다:play = 축구 야구 |
날씨:be cold | 입다:wear = 코트 옷; 마시다:drink = 커피 차1; 쉬다:rest; 쓰다:wear = 모자; 끼다:wear = 장갑 | 수영하다:swim
날씨:be hot | 수영하다:swim; 마시다:drink = 물 주스 맥주; 쉬다:rest; 벗다:take off = 코트 모자 양말 | 달리다:run; 걷다:walk
날씨:be warm | 산책하다:take a walk; 심다:plant = 꽃 나무; 놀다:play; 타다:ride = 자전거 말 |
날씨:be clear | 산에 오르다:climb a mountain; 산책하다:take a walk; 찍다:take = 사진; 보다:look at = 별 |
"""

# Senses that one asks others for, and proposes to do together.
REQUESTS = """
켜다:turn on; 끄다:turn off; 열다:open; 닫다:close; 읽다:read; 쓰다:write; 쓰다:use; 청소하다:clean; 씻다:wash; 닦다:wipe; 고치다:fix;
누르다:press; 밀다:push; 사다:buy; 보내다:send; 설명하다:explain; 준비하다:prepare; 만들다:make; 요리하다:cook; 굽다:bake; 굽다:grill;
가르치다:teach; 자르다:cut; 깎다:peel; 깎다:sharpen; 깎다:mow; 번역하다:translate; 끝내다:finish; 시작하다:start; 기다리다:wait for;
돕다:help; 부르다:sing; 부르다:call; 찍다:take; 치다:play; 켜다:play; 불다:play; 불다:blow up; 들다:carry; 걸다:hang; 심다:plant; 찾다:look for;
줍다:pick up; 붓다:pour; 내다:pay; 내다:hand in; 타다:make; 던지다:throw; 외우다:memorize; 풀다:solve; 그리다:draw; 치다:ring; 고르다:choose
"""
PROPOSALS = """
치다:play+; 먹다:eat; 마시다:drink; 타다:make; 타다:take; 타다:ride; 스키를 타다:ski; 쓰다:write; 쓰다:use; 치다:play; 두다:play; 켜다:play; 불다:play;
보다:watch; 보다:look at; 읽다:read; 듣다:listen to; 배우다:learn; 공부하다:study; 연습하다:practice; 외우다:memorize; 풀다:solve; 준비하다:prepare;
시작하다:start; 끝내다:finish; 하다:do; 하다:play; 운동하다:exercise; 일하다:work; 수영하다:swim; 산책하다:take a walk; 요리하다:cook; 만들다:make;
굽다:bake; 굽다:grill; 사다:buy; 팔다:sell; 고르다:choose; 줍다:pick up; 씻다:wash; 닦다:wipe; 그리다:draw; 찍다:take; 심다:plant; 따다:pick;
부르다:sing; 돕다:help; 기다리다:wait for; 초대하다:invite; 걷다:walk; 달리다:run; 쉬다:rest; 춤을 추다:dance; 쇼핑하다:go shopping; 여행하다:travel;
청소하다:clean; 방문하다:visit; 가다:go; 돌아가다:return; 산에 오르다:climb a mountain; 꽃에 물을 주다:water the flowers; 박수를 치다:clap
"""
# Adjectives that stand before nouns as well as after them, and those that stand before people: what is clean or noisy
# is so for a while, and does not tell one thing from another; 싼 가방 is a cheap bag, or one that was packed.
ATTRIBUTES = """
크다:be big; 작다:be small; 비싸다:be expensive; 달다:be sweet; 신선하다:be fresh; 맵다:be spicy; 맛있다:be delicious; 뜨겁다:be hot;
차갑다:be cold; 따뜻하다:be warm; 무겁다:be heavy; 가볍다:be light; 편하다:be comfortable; 빠르다:be fast; 느리다:be slow; 길다:be long;
짧다:be short; 재미있다:be interesting; 무섭다:be scary; 어렵다:be difficult; 쉽다:be easy; 중요하다:be important; 예쁘다:be pretty;
귀엽다:be cute; 아름답다:be beautiful; 빨갛다:be red; 파랗다:be blue; 하얗다:be white; 까맣다:be black; 노랗다:be yellow; 두껍다:be thick;
넓다:be spacious; 복잡하다:be complicated; 슬프다:be sad; 유명하다:be famous
"""
TRAITS = "친절하다:be kind; 유명하다:be famous; 젊다:be young; 부지런하다:be diligent; 게으르다:be lazy; 똑똑하다:be smart; 바쁘다:be busy"
# Senses that tell things apart (the book that Minsu bought), and what is done to things so told apart.
RELATIVES = """
사다:buy; 만들다:make; 쓰다:write; 그리다:draw; 고르다:choose; 굽다:bake; 요리하다:cook; 짓다:compose; 번역하다:translate; 고치다:fix;
빌리다:borrow; 준비하다:prepare
"""
RELATIVE_HOSTS = frozenset(
    (
        *(
            "먹다:eat",
            "마시다:drink",
            "쓰다:wear",
            "쓰다:use",
            "입다:wear",
            "신다:wear",
            "차다:wear",
            "끼다:wear",
            "보다:look at",
        ),
        *(
            "읽다:read",
            "팔다:sell",
            "찾다:look for",
            "잃어버리다:lose",
            "주다:give",
            "보내다:send",
            "들다:carry",
            "벗다:take off",
        ),
        *(
            "타다:ride",
            "운전하다:drive",
            "듣다:listen to",
            "부르다:sing",
            "외우다:memorize",
            "켜다:turn on",
            "씻다:wash",
        ),
    )
)
# What goes on beside something else, and what it goes on beside.
BACKGROUNDS = "마시다:drink; 듣다:listen to = 음악 노래 라디오"
FOREGROUNDS = """
읽다:read; 쓰다:write; 공부하다:study; 일하다:work; 요리하다:cook; 만들다:make; 그리다:draw; 하다:do; 번역하다:translate; 기다리다:wait for;
쉬다:rest; 청소하다:clean; 글을 쓰다:write; 일기를 쓰다:write in a diary; 굽다:bake; 굽다:grill; 보다:look at
"""
# What one does day by day, in some order.
EVERYDAY = """
먹다:eat; 마시다:drink; 읽다:read; 쓰다:write; 공부하다:study; 하다:do; 하다:play; 운동하다:exercise; 씻다:wash; 청소하다:clean; 닦다:wipe;
일기를 쓰다:write in a diary; 자다:sleep; 보다:watch; 보다:read; 보다:take; 듣다:listen to; 듣다:take; 듣다:attend; 수영하다:swim; 산책하다:take a walk;
쉬다:rest; 요리하다:cook; 만나다:meet; 사다:buy; 빌리다:borrow; 연습하다:practice; 쇼핑하다:go shopping; 꽃에 물을 주다:water the flowers;
켜다:turn on; 끄다:turn off; 열다:open; 닫다:close; 치다:play; 켜다:play; 치다:play+; 두다:play; 불다:play; 일하다:work; 끝내다:finish;
준비하다:prepare; 입다:wear; 신다:wear; 벗다:take off; 전화를 걸다:make a phone call; 굽다:bake; 배우다:learn; 가르치다:teach; 풀다:solve; 싸다:pack;
운전하다:drive; 찍다:take; 춤을 추다:dance; 걷다:walk; 내다:hand in; 자르다:cut; 깎다:peel; 외우다:memorize; 고치다:fix; 그리다:draw; 붓다:pour
"""
# Senses for which one goes to the place where they are done.
ERRANDS = """
사다:buy; 빌리다:borrow; 먹다:eat; 마시다:drink; 보다:watch; 읽다:read; 배우다:learn; 공부하다:study; 만나다:meet; 운동하다:exercise; 수영하다:swim;
산책하다:take a walk; 찍다:take; 고치다:fix; 내다:pay; 보내다:send; 듣다:take; 듣다:attend; 놀다:play; 쉬다:rest; 일하다:work; 팔다:sell
"""
# places | what is there (noun groups, nouns, or people)
INVENTORY = """
방 교실 집 회사 | 책상 의자 거울 상자 컴퓨터 텔레비전 라디오 선풍기 에어컨 그림 가방
부엌 식당 | 컵 접시 칼 의자 food fruit drink
공원 정원 | 나무 꽃 개 고양이 토끼 의자
학교 도서관 병원 극장 시장 은행 역 공항 박물관 서점 | people
농장 | 나무 말 소 돼지 닭 토끼 개
가게 시장 백화점 | clothes shoes headwear 가방 시계 우산 fruit 인형
"""
# Events that no clock is set by.
SLOW = frozenset(("피다:bloom", "자라다:grow", "떨어지다:fall", "자다:sleep"))
# Qualities that come and go.
MOODS = frozenset(
    (
        *(
            "바쁘다:be busy",
            "피곤하다:be tired",
            "아프다:be sick",
            "행복하다:be happy",
            "슬프다:be sad",
            "기쁘다:be glad",
        ),
        *(
            "외롭다:be lonely",
            "배가 고프다:be hungry",
            "목이 마르다:be thirsty",
            "배가 아프다:have a stomachache",
        ),
        *(
            "머리가 아프다:have a headache",
            "기분이 좋다:be in a good mood",
            "기분이 나쁘다:be in a bad mood",
        ),
    )
)
