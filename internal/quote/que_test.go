package quote

import "testing"

func TestFrench(t *testing.T) {
	readsAs(t, "fr", "Le maire de Port-Solane a déclaré que le pont resterait fermé.",
		"that Le maire de Port-Solane > que le pont resterait fermé")
	readsAs(t, "fr", "Lundi, la ministre Ines Valmor a affirmé qu'elle ne céderait pas.",
		"that la ministre Ines Valmor > qu'elle ne céderait pas")
	readsAs(t, "fr", "«\u00a0Nous resterons jusqu’au bout\u00a0», a déclaré la maire Ines Valmor.",
		"behind la maire Ines Valmor > Nous resterons jusqu’au bout")
	readsAs(t, "fr", "«\u00a0Nous resterons ici\u00a0», a-t-elle dit. «\u00a0Nous ne partirons pas.\u00a0»",
		"behind a-t-elle > Nous resterons ici",
		"floating a-t-elle > Nous ne partirons pas.")
	readsAs(t, "fr", "«\u00a0C’est une honte\u00a0», s’indigne-t-il, «\u00a0et nous le dirons à tous\u00a0».",
		"behind indigne-t-il > C’est une honte … et nous le dirons à tous")
	readsAs(t, "fr", "«\u00a0C’est une honte\u00a0», explique-t-il, «\u00a0et nous le dirons à tous\u00a0».",
		"behind explique-t-il > C’est une honte … et nous le dirons à tous")
	readsAs(t, "fr", "Selon la préfecture, le barrage tiendra jusqu'au printemps.",
		"source la préfecture > le barrage tiendra jusqu'au printemps")
	readsAs(t, "fr", "Le barrage tiendra jusqu'au printemps, selon la préfecture.",
		"source la préfecture > Le barrage tiendra jusqu'au printemps")
	readsAs(t, "fr", "Le barrage, selon la préfecture, tiendra jusqu'au printemps.",
		"source la préfecture > Le barrage … tiendra jusqu'au printemps")
	readsAs(t, "fr", "Deux ouvriers auraient été blessés, selon le syndicat des ports.",
		"source le syndicat des ports > Deux ouvriers auraient été blessés")
	readsAs(t, "fr", "Le chantier reprendra en mai, a indiqué la préfecture.",
		"behind la préfecture > Le chantier reprendra en mai")
	readsAs(t, "fr", "La directrice du port, Maud Ferrel, a assuré : «\u00a0Le quai est sûr.\u00a0»",
		"colon La directrice du port, Maud Ferrel > Le quai est sûr.")
	readsAs(t, "fr", "Le sénateur a qualifié le projet de «\u00a0farce coûteuse\u00a0».",
		"object Le sénateur > farce coûteuse")
	readsAs(t, "fr", "La ministre a promis de rouvrir la ligne avant l'été.",
		"infinitive La ministre > de rouvrir la ligne avant l'été")
	readsAs(t, "fr", "Le maire a reconnu que le pont était vieux et a ajouté qu'il serait fermé.",
		"that Le maire > que le pont était vieux",
		"that Le maire > qu'il serait fermé")
	readsAs(t, "fr", "Comme l'a dit le préfet, la digue est solide.",
		"as le préfet > la digue est solide")
	readsAs(t, "fr", "Pour le maire, « la situation est sous contrôle ».", "source le maire > la situation est sous contrôle")
	readsAs(t, "fr", "Elle affirme n'avoir rien reçu.", "infinitive Elle > n'avoir rien reçu")
	readsAs(t, "fr", "Le pont fermera en mai. C'est ce qu'a annoncé le maire.", "this le maire > Le pont fermera en mai.")
	readsAs(t, "fr", "Le rapport souligne que, selon les experts, le risque est réel.", "that Le rapport > que, selon les experts, le risque est réel")
	readsAs(t, "fr", "Le navire « Étoile du Sud » a quitté le port.")
	readsAs(t, "fr", "La critique du film que tout le monde attendait est parue.")
	readsAs(t, "fr", "Le port a annoncé un plan que les élus attendaient.")
}

func TestSpanish(t *testing.T) {
	readsAs(t, "es", "El alcalde de Puerto Solana dijo que el puente seguirá cerrado.",
		"that El alcalde de Puerto Solana > que el puente seguirá cerrado")
	readsAs(t, "es", "«No nos iremos», dijo la ministra Inés Valmor.",
		"behind la ministra Inés Valmor > No nos iremos")
	readsAs(t, "es", "“No nos iremos de aquí”, aseguró Valmor, “y lo diremos en todas partes”.",
		"behind Valmor > No nos iremos de aquí … y lo diremos en todas partes")
	readsAs(t, "es", "Según la policía, el barco llegará el martes.",
		"source la policía > el barco llegará el martes")
	readsAs(t, "es", "El barco llegará el martes, según informó la policía.",
		"source la policía > El barco llegará el martes")
	readsAs(t, "es", "El barco llegará el martes, informó la policía.",
		"behind la policía > El barco llegará el martes")
	readsAs(t, "es", "Añadió que no habrá más cortes.",
		"that - > que no habrá más cortes")
	readsAs(t, "es", "Valmor afirmó: “El muelle es seguro”.",
		"colon Valmor > El muelle es seguro")
	readsAs(t, "es", "—No iremos —dijo el alcalde—. Mañana veremos.",
		"dash el alcalde > No iremos … Mañana veremos")
	readsAs(t, "es", "El senador calificó el proyecto de “farsa costosa”.",
		"object El senador > farsa costosa")
	readsAs(t, "es", "La ministra prometió reabrir la línea antes del verano.",
		"infinitive La ministra > reabrir la línea antes del verano")
	readsAs(t, "es", "De acuerdo con la fiscalía, faltan dos informes.",
		"source la fiscalía > faltan dos informes")
	readsAs(t, "es", "El ministro anunció el martes que habrá controles y denunció «una campaña de mentiras».",
		"that El ministro > que habrá controles", "object El ministro > una campaña de mentiras")
	readsAs(t, "es", "La policía, por su parte, aseguró que dos personas están siendo buscadas.", "that La policía > que dos personas están siendo buscadas")
	readsAs(t, "es", "El puerto cerrará en mayo. Así lo anunció la ministra.", "this la ministra > El puerto cerrará en mayo.")
	readsAs(t, "es", "Los diputados, que denuncian un “atropello”, se fueron.", "object Los diputados > atropello")
	readsAs(t, "es", "El barco «Estrella del Sur» zarpó.")
	readsAs(t, "es", "El plan que anunció el puerto tiene tres partes.")
}

func TestRussian(t *testing.T) {
	readsAs(t, "ru", "Мэр Порт-Солана заявил, что мост останется закрытым.",
		"that Мэр Порт-Солана > что мост останется закрытым")
	readsAs(t, "ru", "«Мы никуда не уйдём», — сказала министр Инна Вальмор.",
		"behind министр Инна Вальмор > Мы никуда не уйдём")
	readsAs(t, "ru", "«Мы никуда не уйдём, — сказала Вальмор. — И скажем об этом всем».",
		"within Вальмор > Мы никуда не уйдём … И скажем об этом всем")
	readsAs(t, "ru", "По словам мэра, мост закроют в мае.",
		"source мэра > мост закроют в мае")
	readsAs(t, "ru", "Мост закроют в мае, сообщила пресс-служба порта.",
		"behind пресс-служба порта > Мост закроют в мае")
	readsAs(t, "ru", "Как сообщает агентство, мост закроют в мае.",
		"as агентство > мост закроют в мае")
	readsAs(t, "ru", "— Мы останемся, — сказал мэр. — И будем работать.",
		"dash мэр > Мы останемся … И будем работать")
	readsAs(t, "ru", "Вальмор подчеркнула: «Причал безопасен для всех».",
		"colon Вальмор > Причал безопасен для всех")
	readsAs(t, "ru", "Профсоюз потребовал закрыть порт до осени.",
		"infinitive Профсоюз > закрыть порт до осени")
	readsAs(t, "ru", "Сенатор назвал проект «дорогим фарсом».",
		"object Сенатор > дорогим фарсом")
	readsAs(t, "ru", "В сообщении говорится, что двое задержаны.", "that сообщении > что двое задержаны")
	readsAs(t, "ru", "Ранее сообщалось, что мост закроют.", "that - > что мост закроют")
	readsAs(t, "ru", "Газета «Маяк» опубликовала расследование, которого все ждали.")
	readsAs(t, "ru", "Он добавил, что рейсов не будет.",
		"that Он > что рейсов не будет")
	readsAs(t, "ru", "Книга, которую он написал, вышла в мае.")
	readsAs(t, "ru", "По его словам, мост безопасен для всех.", "source - > мост безопасен для всех")
	readsAs(t, "ru", "Мост, сообщили в мэрии, откроют в мае.", "behind мэрии > Мост … откроют в мае")
	readsAs(t, "ru", "Порт закроют в мае. Об этом сообщает газета «Причал».", "this газета «Причал» > Порт закроют в мае.")
	readsAs(t, "ru", "Слова мэра о том, что порт закроют, оказались ошибкой.", "noun мэра > что порт закроют")
}
